import type { RowSlice } from '@slipway/contracts';

type Row = Readonly<Record<string, unknown>>;

/** The values whose rows make a slice; null for a range of numbers. */
const valuesOf = ({ value, values }: RowSlice): string[] | null => values ?? (value === undefined ? null : [value]);

/** rowInSlice gives the test whether a row belongs to a slice; inSlice is the same in SQL. Values compare as text, and only numbers lie in a range. */
export function rowInSlice(slice: RowSlice): (row: Row) => boolean {
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

/** inSlice is the SQL condition that logged rows `p` are of a slice: the parameter `feature`, as $2, is its feature, `wanted` what sliceJson gives; all rows where both are null. */
export const inSlice = (feature: string, wanted: string): string => `(${feature}::text IS NULL OR CASE
    WHEN ${wanted}::jsonb ? 'values' THEN ${wanted}::jsonb -> 'values' ? (p."inputs" ->> ${feature})
    ELSE jsonb_typeof(p."inputs" -> ${feature}) = 'number'
      AND coalesce(p."inputs" -> ${feature} >= ${wanted}::jsonb -> 'from', true) AND coalesce(p."inputs" -> ${feature} < ${wanted}::jsonb -> 'to', true) END)`;

/** sliceJson is what inSlice wants; null for all rows. */
export function sliceJson(slice: RowSlice | null): string | null {
  if (slice === null) return null;
  const values = valuesOf(slice);
  return JSON.stringify(values === null ? { from: slice.from, to: slice.to } : { values });
}

/** sliceKey is the same text for the same slice, whichever order its parts are stored in; ALL_ROWS for all rows. */
export function sliceKey(slice: RowSlice | null): string {
  if (slice === null) return ALL_ROWS;
  const { feature, value, values, from, to } = slice;
  return JSON.stringify({ feature, value, values, from, to });
}

/** ALL_ROWS is the sliceKey of no slice. */
export const ALL_ROWS = 'null';

/** sliceWords name a slice in a sentence. */
export function sliceWords(slice: RowSlice): string {
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
