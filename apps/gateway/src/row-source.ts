import {
  readElement,
  takesColumns,
  type Feature,
  type Tensor,
  type Tensors,
  type VersionSchema,
} from '@slipway/inference';

/** LoggedValues are the features of one row, or what was predicted for it. */
export type LoggedValues = Readonly<Record<string, unknown>>;

/** RowSource gives the rows of a request as people know them, by column or by row: all are counted by column, few are looked at whole. */
export interface RowSource {
  /** A reader of one feature's values by row; undefined for what is no feature. */
  column(feature: string): (row: number) => unknown;
  row(row: number): LoggedValues;
}

/** everyRow tells whether a feature's value is a wanted one in each of `rowCount` rows. */
export function everyRow(
  rows: RowSource,
  rowCount: number,
  feature: string,
  isWanted: (value: unknown) => boolean,
): boolean {
  const valueAt = rows.column(feature);
  for (let row = 0; row < rowCount; row += 1) if (!isWanted(valueAt(row))) return false;
  return true;
}

/** rowsOfList is the source of rows that came as such. */
export function rowsOfList(rows: readonly LoggedValues[]): RowSource {
  return { column: (feature) => (row) => rows[row]![feature], row: (row) => rows[row]! };
}

/** rowsOfFeeds reads rows by feature out of the tensors of a protocol request; null when the inputs are no columns. */
export function rowsOfFeeds(schema: VersionSchema, feeds: Tensors): RowSource | null {
  if (!schema.inputs.every(takesColumns)) return null;
  return {
    column: (name) => {
      const feature = schema.features.find((one) => one.name === name);
      return (row) => (feature === undefined ? undefined : valueOf(feature, feeds[feature.input], row));
    },
    row: (row) =>
      Object.fromEntries(schema.features.map((feature) => [feature.name, valueOf(feature, feeds[feature.input], row)])),
  };
}

/** What a tensor holds as NaN is a missing value, and as a category's position that category. */
function valueOf({ type, categories, index }: Feature, tensor: Tensor | undefined, row: number): unknown {
  if (tensor === undefined) return null;
  const value = readElement(tensor, row * (tensor.shape[1] ?? 1) + index);
  if (typeof value === 'number' && Number.isNaN(value)) return null;
  return type === 'categorical' && typeof value === 'number' ? (categories?.[value] ?? value) : value;
}
