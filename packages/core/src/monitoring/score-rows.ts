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
import { canRun } from '../registry/index.js';

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

/** Scorer is a version and where its model lies. */
export interface Scorer {
  version: ModelVersion;
  modelPath: string;
}

/** RunningScorer predicts rows by one version until it is closed; it throws what the model fails with. */
export interface RunningScorer {
  predict: (rows: Row[]) => Promise<readonly Prediction[]>;
  close: () => Promise<void>;
}

/** startScorer loads a version in a child process that may die of its model without harm. */
export async function startScorer(scorer: Scorer): Promise<RunningScorer> {
  const running = await start(scorer);
  return { predict: (rows) => predict(running, rows), close: () => running.runner.close() };
}

/** scoreRows is scoreRowsBy for one version. */
export async function* scoreRows(scorer: Scorer, batches: AsyncIterable<Row[]>): AsyncGenerator<ScoredBatch> {
  for await (const { rows, predictions } of scoreRowsBy([scorer], batches))
    yield { rows, predictions: predictions[0]! };
}

/**
 * scoreRowsBy predicts batch after batch by several versions, each in a child process that may die of its model without harm; the children
 * are gone when the caller stops reading. A row that does not fit the schema is `schema_mismatch`, a failing model `model_crashed`.
 */
export async function* scoreRowsBy(
  scorers: readonly Scorer[],
  batches: AsyncIterable<Row[]>,
): AsyncGenerator<{ rows: Row[]; predictions: (readonly Prediction[])[] }> {
  const running: Running[] = [];
  try {
    for (const scorer of scorers) running.push(await start(scorer));
    for await (const rows of batches)
      yield { rows, predictions: await Promise.all(running.map((one) => predict(one, rows))) };
  } catch (error) {
    throw asRefusal(error);
  } finally {
    await Promise.all(running.map(({ runner }) => runner.close()));
  }
}

interface Running {
  schema: VersionSchema;
  runner: Awaited<ReturnType<typeof startChildRunner>>;
}

async function start({ version, modelPath }: Scorer): Promise<Running> {
  if (!canRun(version))
    throw new SlipwayError(
      'schema_mismatch',
      `v${version.version} of ${version.model} is kept as files, so it cannot be run.`,
    );
  const { schema } = version;
  return { schema, runner: await startChildRunner(modelPath, schema.inputs as TensorSpec[]) };
}

async function predict({ schema, runner }: Running, rows: Row[]): Promise<readonly Prediction[]> {
  const features = rows.map((row) => Object.fromEntries(schema.features.map(({ name }) => [name, row[name] ?? null])));
  const outputs = await runner.run(feedsFromRows(schema as Parameters<typeof feedsFromRows>[0], features));
  return rowsFromOutputs(schema as Parameters<typeof rowsFromOutputs>[0], outputs, rows.length);
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
