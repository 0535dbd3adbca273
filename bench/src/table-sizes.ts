import { openDatabase } from '@slipway/db';

/** TableSize is what a table takes on disk with its indexes, and how many rows that is. */
export interface TableSize {
  table: string;
  rows: number;
  bytes: number;
}

/** tableSizes weighs every table of a database that has at least `fewest` rows, largest first; of fewer the empty part of the last page would be most. */
export async function tableSizes(url: string, fewest: number): Promise<TableSize[]> {
  const database = openDatabase({ url, applicationName: 'bench', statementTimeoutMs: 300_000 });
  try {
    await database.pool.query('VACUUM ANALYZE');
    const { rows } = await database.pool.query<{ table: string; bytes: string }>(
      `SELECT relname AS "table", pg_total_relation_size(oid) AS "bytes" FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    const sizes: TableSize[] = [];
    for (const { table, bytes } of rows) {
      const counted = await database.pool.query<{ rows: string }>(`SELECT count(*) AS "rows" FROM "${table}"`);
      sizes.push({ table, rows: Number(counted.rows[0]?.rows ?? 0), bytes: Number(bytes) });
    }
    return sizes.filter(({ rows: count }) => count >= fewest).sort((a, b) => b.bytes - a.bytes);
  } finally {
    await database.close();
  }
}
