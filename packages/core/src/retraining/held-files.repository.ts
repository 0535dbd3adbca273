import type { DigestHolder } from '../artifacts/index.js';

/** heldByTrainingRuns is the holder of the data that training runs learned from, and of models that are not registered yet. */
export const heldByTrainingRuns: DigestHolder = async (digests, asking) => {
  const { rows } = await asking.query<{ digest: string }>(
    `SELECT "dataDigest" AS "digest" FROM "TrainingRun" WHERE "dataDigest" = ANY($1)
     UNION SELECT "result"->>'modelDigest' FROM "TrainingStep" WHERE "name" = 'train' AND "result"->>'modelDigest' = ANY($1)`,
    [digests],
  );
  return new Set(rows.map(({ digest }) => digest));
};
