/** SortKey is what a column sorts by; missing values always come last. */
export type SortKey = string | number | null | undefined;

/** Sorting is the column a table is sorted by. */
export interface Sorting {
  key: string;
  direction: 'ascending' | 'descending';
}

interface Sortable<Row> {
  key: string;
  sortBy?: (row: Row) => SortKey;
}

/** sortRows sorts a copy by one column: numbers by size, texts as people count ("v2" before "v10"), missing last either way. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Sortable<Row>[],
  sorting: Sorting | null,
): readonly Row[] {
  const sortBy = columns.find(({ key }) => key === sorting?.key)?.sortBy;
  if (sorting === null || sortBy === undefined) return rows;
  const sign = sorting.direction === 'ascending' ? 1 : -1;
  return rows.toSorted((left, right) => compare(sortBy(left), sortBy(right), sign));
}

function compare(left: SortKey, right: SortKey, sign: number): number {
  const missing = Number(left === null || left === undefined) - Number(right === null || right === undefined);
  if (missing !== 0 || left === null || left === undefined || right === null || right === undefined) return missing;
  if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
  return sign * String(left).localeCompare(String(right), 'en', { numeric: true });
}
