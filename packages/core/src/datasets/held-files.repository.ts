import type { DigestHolder } from '../artifacts/index.js';
import type { Db } from '../kernel/db.js';

/** heldByDatasets is the holder of dataset versions. */
export const heldByDatasets =
  (db: Db): DigestHolder =>
  async (digests) => {
    const { rows } = await db.pool.query<{ digest: string }>(
      'SELECT DISTINCT "digest" FROM "DatasetVersion" WHERE "digest" = ANY($1)',
      [digests],
    );
    return new Set(rows.map(({ digest }) => digest));
  };
