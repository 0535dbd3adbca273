import type { DigestHolder } from '../artifacts/index.js';
import type { Db } from '../kernel/db.js';

/** heldByTrainingRuns is the holder of the data that training runs learned from. */
export const heldByTrainingRuns =
  (db: Db): DigestHolder =>
  async (digests) => {
    const { rows } = await db.pool.query<{ digest: string }>(
      'SELECT DISTINCT "dataDigest" AS "digest" FROM "TrainingRun" WHERE "dataDigest" = ANY($1)',
      [digests],
    );
    return new Set(rows.map(({ digest }) => digest));
  };
