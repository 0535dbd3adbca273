import type { DigestHolder } from '../artifacts/index.js';

/** heldByDatasets is the holder of dataset versions. */
export const heldByDatasets: DigestHolder = async (digests, asking) => {
  const { rows } = await asking.query<{ digest: string }>(
    'SELECT DISTINCT "digest" FROM "DatasetVersion" WHERE "digest" = ANY($1)',
    [digests],
  );
  return new Set(rows.map(({ digest }) => digest));
};
