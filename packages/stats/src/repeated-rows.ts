/**
 * Multiplicities say how often values come: the place `i` holds how many different values come `i + 1` times. Of N rows, N is the sum of
 * (i + 1) times the place.
 */
export type Multiplicities = readonly number[];

/** multiplicitiesOf counts how often each key comes. */
export function multiplicitiesOf(keys: Iterable<string>): number[] {
  const times = new Map<string, number>();
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
  const found: number[] = [];
  for (const count of times.values()) {
    while (found.length < count) found.push(0);
    found[count - 1]! += 1;
  }
  return found;
}

/** rowsIn is how many rows there are. */
export const rowsIn = (multiplicities: Multiplicities): number =>
  multiplicities.reduce((sum, values, i) => sum + values * (i + 1), 0);

/**
 * repeatsAmong is how many of `drawn` rows, drawn without replacement out of those counted, repeat an earlier one on average: drawn less the
 * expected number of different values (rarefaction, Hurlbert 1971). More rows repeat each other more often, so two samples are compared at the
 * size of the smaller one. `drawn` is at most the number of rows.
 */
export function repeatsAmong(multiplicities: Multiplicities, drawn: number): number {
  const rows = rowsIn(multiplicities);
  if (drawn > rows) throw new RangeError(`${drawn} of ${rows} rows cannot be drawn`);
  const different = multiplicities.reduce(
    (sum, values, i) => (values === 0 ? sum : sum + values * (1 - absentShare(rows, i + 1, drawn))),
    0,
  );
  return Math.max(0, drawn - different);
}

/** How probable it is that none of `times` rows of `rows` is among the drawn ones: C(rows - times, drawn) / C(rows, drawn). */
function absentShare(rows: number, times: number, drawn: number): number {
  let share = 1;
  for (let i = 0; i < times && share > 0; i += 1) share *= (rows - drawn - i) / (rows - i);
  return share;
}
