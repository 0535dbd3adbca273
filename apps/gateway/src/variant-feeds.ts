import { feedsFromRows, InferenceError, type Tensors, type VersionSchema } from '@slipway/inference';
import type { ServedVariant } from './route-table.js';

type Rows = readonly Readonly<Record<string, unknown>>[];

/**
 * variantFeeds gives a variant what it wants of rows that are valid for the endpoint: the tensors as they came when it takes the same ones,
 * else its own features by name. A start that would need more than that was refused.
 */
export function variantFeeds(
  { variant, takesFrozenTensors }: ServedVariant,
  feeds: Tensors,
  rows: Rows | null,
): Tensors {
  if (takesFrozenTensors) return feeds;
  if (rows === null)
    throw new InferenceError(
      'tensors_not_translatable',
      500,
      `v${variant.version} takes other tensors than the endpoint`,
    );
  const schema = variant.schema as VersionSchema;
  try {
    return feedsFromRows(
      schema,
      rows.map((row) => Object.fromEntries(schema.features.map(({ name }) => [name, row[name] ?? null]))),
    );
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new InferenceError(
      'rows_not_translatable',
      500,
      `v${variant.version} does not take what the endpoint takes: ${problem}`,
    );
  }
}
