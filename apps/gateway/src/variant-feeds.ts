import { feedsFromRows, InferenceError, type Tensors, type VersionSchema } from '@slipway/inference';
import type { RowSource } from './row-source.js';
import type { ServedVariant } from './route-table.js';

/**
 * variantFeeds gives a variant what it wants of rows that are valid for the endpoint: the tensors as they came when it takes the same ones,
 * else its own features by name. A start that would need more than that was refused.
 */
export function variantFeeds(
  { variant, takesFrozenTensors }: ServedVariant,
  feeds: Tensors,
  rows: RowSource | null,
  rowCount: number,
): Tensors {
  if (takesFrozenTensors) return feeds;
  if (rows === null)
    throw new InferenceError(
      'tensors_not_translatable',
      500,
      `v${variant.version} takes other tensors than the endpoint`,
    );
  const schema = variant.schema as VersionSchema;
  const columns = schema.features.map(({ name }) => [name, rows.column(name)] as const);
  const own = Array.from({ length: rowCount }, (_, row) =>
    Object.fromEntries(columns.map(([name, valueAt]) => [name, valueAt(row) ?? null])),
  );
  try {
    return feedsFromRows(schema, own);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new InferenceError(
      'rows_not_translatable',
      500,
      `v${variant.version} does not take what the endpoint takes: ${problem}`,
    );
  }
}
