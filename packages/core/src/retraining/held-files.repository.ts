import type { DigestHolder } from '../artifacts/index.js';

/** heldByTrainingRuns is the holder of the data that training runs learned from. */
export const heldByTrainingRuns: DigestHolder = async (digests, asking) => {
  const { rows } = await asking.query<{ digest: string }>(
    'SELECT DISTINCT "dataDigest" AS "digest" FROM "TrainingRun" WHERE "dataDigest" = ANY($1)',
    [digests],
  );
  return new Set(rows.map(({ digest }) => digest));
};
