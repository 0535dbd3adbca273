import type { DigestHolder } from '../artifacts/index.js';
import type { Db } from '../kernel/db.js';

/** heldByVersions is the holder of model versions, deleted ones included as long as they can be restored. */
export const heldByVersions =
  (db: Db): DigestHolder =>
  async (digests) => {
    const { rows } = await db.pool.query<{ digest: string }>(
      `SELECT DISTINCT file->>'digest' AS "digest" FROM "ModelVersion", jsonb_array_elements("files") AS file
       WHERE file->>'digest' = ANY($1)`,
      [digests],
    );
    return new Set(rows.map(({ digest }) => digest));
  };
