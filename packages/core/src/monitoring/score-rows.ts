import type { ModelVersion, VersionSchema } from '@slipway/contracts';
import {
  feedsFromRows,
  InferenceError,
  rowsFromOutputs,
  startChildRunner,
  type Prediction,
  type TensorSpec,
} from '@slipway/inference';
import { SlipwayError } from '../kernel/errors.js';

type Row = Record<string, unknown>;

/** ScoredBatch is a batch of rows with the version's prediction for each. */
export interface ScoredBatch {
  rows: Row[];
  predictions: readonly Prediction[];
}

/** requireColumns refuses with `schema_mismatch`, naming each column that the version wants and the table lacks. */
export function requireColumns(schema: VersionSchema, columns: readonly string[], target?: string): void {
  const there = new Set(columns);
  const wanted = [
    ...schema.features.filter(({ optional }) => !optional).map(({ name }) => name),
    ...(target === undefined ? [] : [target]),
  ];
  const errors = wanted
    .filter((name) => !there.has(name))
    .map((path) => ({ path, message: 'the dataset has no such column' }));
  if (errors.length > 0)
    throw new SlipwayError(
      'schema_mismatch',
      `The dataset lacks ${errors.map(({ path }) => path).join(', ')}.`,
      errors,
    );
}

/**
 * scoreRows predicts batch after batch in a child process, which may die of the model without harm; the child is gone when the caller stops
 * reading. A row that does not fit the schema is `schema_mismatch`, a failing model `model_crashed`.
 */
export async function* scoreRows(
  version: ModelVersion,
  modelPath: string,
  batches: AsyncIterable<Row[]>,
): AsyncGenerator<ScoredBatch> {
  const schema = version.schema;
  if (schema === null)
    throw new SlipwayError(
      'schema_mismatch',
      `v${version.version} of ${version.model} has no schema, so it cannot be run.`,
    );
  const runner = await startChildRunner(modelPath, schema.inputs as TensorSpec[]).catch(refuse);
  try {
    for await (const rows of batches) {
      const features = rows.map((row) =>
        Object.fromEntries(schema.features.map(({ name }) => [name, row[name] ?? null])),
      );
      const outputs = await runner
        .run(feedsFromRows(schema as Parameters<typeof feedsFromRows>[0], features))
        .catch(refuse);
      yield {
        rows,
        predictions: rowsFromOutputs(schema as Parameters<typeof rowsFromOutputs>[0], outputs, rows.length),
      };
    }
  } catch (error) {
    throw asRefusal(error);
  } finally {
    await runner.close();
  }
}

function refuse(error: unknown): never {
  throw asRefusal(error);
}

function asRefusal(error: unknown): unknown {
  if (!(error instanceof InferenceError)) return error;
  const code = error.code === 'invalid_rows' ? 'schema_mismatch' : 'model_crashed';
  return new SlipwayError(
    code,
    error.message,
    error.errors && error.errors.slice(0, 20).map((field) => ({ ...field })),
  );
}
