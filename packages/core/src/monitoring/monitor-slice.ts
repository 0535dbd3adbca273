import type { MonitorSlice } from '@slipway/contracts';

type Row = Readonly<Record<string, unknown>>;

/** The values whose rows make a slice; null for a range of numbers. */
const valuesOf = ({ value, values }: MonitorSlice): string[] | null => values ?? (value === undefined ? null : [value]);

/** rowInSlice gives the test whether a row belongs to a slice; IN_SLICE is the same in SQL. Values compare as text, and only numbers lie in a range. */
export function rowInSlice(slice: MonitorSlice): (row: Row) => boolean {
  const values = valuesOf(slice);
  if (values !== null) {
    const wanted = new Set<string | null>(values);
    return (row) => wanted.has(textOf(row[slice.feature]));
  }
  const { feature, from = -Infinity, to = Infinity } = slice;
  return (row) => {
    const value = row[feature];
    return typeof value === 'number' && value >= from && value < to;
  };
}

/** IN_SLICE are logged rows `p` of a slice: `$2` is its feature, `$3` what sliceJson gives; all rows where both are null. */
export const IN_SLICE = `($2::text IS NULL OR CASE
    WHEN $3::jsonb ? 'values' THEN $3::jsonb -> 'values' ? (p."inputs" ->> $2)
    ELSE jsonb_typeof(p."inputs" -> $2) = 'number'
      AND coalesce(p."inputs" -> $2 >= $3::jsonb -> 'from', true) AND coalesce(p."inputs" -> $2 < $3::jsonb -> 'to', true) END)`;

/** sliceJson is the value of `$3` in IN_SLICE; null for all rows. */
export function sliceJson(slice: MonitorSlice | null): string | null {
  if (slice === null) return null;
  const values = valuesOf(slice);
  return JSON.stringify(values === null ? { from: slice.from, to: slice.to } : { values });
}

/** sliceKey is the same text for the same slice, whichever order its parts are stored in. */
export const sliceKey = ({ feature, value, values, from, to }: MonitorSlice): string =>
  JSON.stringify({ feature, value, values, from, to });

/** sliceWords name a slice in a sentence. */
export function sliceWords(slice: MonitorSlice): string {
  const values = valuesOf(slice);
  const { feature, from, to } = slice;
  if (values !== null) return `${feature} = ${values.join(' or ')}`;
  if (from === undefined) return `${feature} below ${to}`;
  return to === undefined ? `${feature} from ${from}` : `${feature} from ${from} to below ${to}`;
}

/** As the log compares: missing values and structures are no value of a slice. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : null;
}
