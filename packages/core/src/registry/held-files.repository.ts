import type { DigestHolder } from '../artifacts/index.js';

/** heldByVersions is the holder of model versions, deleted ones included as long as they can be restored. */
export const heldByVersions: DigestHolder = async (digests, asking) => {
  const { rows } = await asking.query<{ digest: string }>(
    `SELECT DISTINCT file->>'digest' AS "digest" FROM "ModelVersion", jsonb_array_elements("files") AS file
       WHERE file->>'digest' = ANY($1)`,
    [digests],
  );
  return new Set(rows.map(({ digest }) => digest));
};
