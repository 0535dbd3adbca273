/** columnLists turns rows, all with the keys of the first, into one list a key. */
export function columnLists<Value>(rows: readonly Readonly<Record<string, Value>>[]): Record<string, Value[]> {
  const keys = Object.keys(rows[0] ?? {});
  return Object.fromEntries(keys.map((key) => [key, rows.map((row) => row[key]!)]));
}
