import type { Db } from './db.js';

const ROWS_A_BATCH = 10_000;
/** A pass a minute with so many batches takes away 3,000 rows a second: more than one machine writes for long. */
const MOST_BATCHES = 20;

/** AgedTable is a table whose rows are kept for a time, and the column that says since when. */
export interface AgedTable {
  table: string;
  column: string;
  before: Date;
}

/**
 * deleteOlder deletes rows by age in batches of 10,000, so that no statement holds many rows for long, and at most 20 of them: what is left goes at the
 * next pass. Workers beside each other take different rows. Returns how many rows went.
 */
export async function deleteOlder(db: Db, { table, column, before }: AgedTable): Promise<number> {
  let deleted = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const { rowCount } = await db.pool.query(
      `DELETE FROM "${table}" WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM "${table}" WHERE "${column}" < $1 LIMIT ${ROWS_A_BATCH} FOR UPDATE SKIP LOCKED))`,
      [before],
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < ROWS_A_BATCH) break;
  }
  return deleted;
}
