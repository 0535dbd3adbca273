import type { ModelVersion, VersionSchema } from '@slipway/contracts';
import {
  columnsFromOutputs,
  feedsFromColumns,
  feedsFromRows,
  InferenceError,
  maxRowsPerRun,
  rowsFromOutputs,
  startChildRunner,
  type Prediction,
  type PredictionColumns,
  type TensorSpec,
} from '@slipway/inference';
import type { ColumnBatch } from '../datasets/index.js';
import { SlipwayError } from '../kernel/errors.js';
import { canRun } from '../registry/index.js';

type Row = Record<string, unknown>;

/** The model's process works on one batch and has the next, while this one reads and measures. */
const LEAST_AHEAD = 2;
/** Of narrow tables it has more, so that it does not wait while this process decodes a row group. */
const MOST_AHEAD = 8;
const MOST_CELLS_AHEAD = 400_000;

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

/** RunningScorer predicts rows, or a table, by one version until it is closed; it throws what the model fails with. */
export interface RunningScorer {
  predict: (rows: Row[]) => Promise<readonly Prediction[]>;
  predictColumns: (batch: ColumnBatch) => Promise<PredictionColumns>;
  close: () => Promise<void>;
}

/** startScorer loads a version in a child process that may die of its model without harm. */
export async function startScorer(scorer: Scorer): Promise<RunningScorer> {
  const running = await start(scorer);
  return {
    predict: (rows) => predict(running, rows),
    predictColumns: (batch) => predictColumns(running, batch),
    close: () => running.runner.close(),
  };
}

/**
 * withScorers starts versions, hands them over for one piece of work, and ends them. A row that does not fit the schema is `schema_mismatch`, a failing
 * model `model_crashed`.
 */
export async function withScorers<T>(
  scorers: readonly Scorer[],
  work: (running: readonly RunningScorer[]) => Promise<T>,
): Promise<T> {
  const running: RunningScorer[] = [];
  try {
    for (const scorer of scorers) running.push(await startScorer(scorer));
    return await work(running);
  } catch (error) {
    throw asRefusal(error);
  } finally {
    await Promise.all(running.map((one) => one.close()));
  }
}

/** scoreRows predicts batch after batch, ahead as scoreAhead does, by a version of its own that is gone when the caller stops reading; it refuses as withScorers does. */
export async function* scoreRows(scorer: Scorer, batches: AsyncIterable<Row[]>): AsyncGenerator<ScoredBatch> {
  let running: RunningScorer | null = null;
  try {
    const { predict } = (running = await startScorer(scorer));
    for await (const { batch, predictions } of scoreAhead([predict], batches, () => LEAST_AHEAD))
      yield { rows: batch, predictions: predictions[0]! };
  } catch (error) {
    throw asRefusal(error);
  } finally {
    await running?.close();
  }
}

/** ScoredColumns is a batch of rows, column by column, with what each version predicts for them. */
export interface ScoredColumns extends ColumnBatch {
  predictions: readonly PredictionColumns[];
}

/** scoreColumnsBy predicts batch after batch by several versions, as scoreAhead does, without making an object of each row. */
export async function* scoreColumnsBy(
  running: readonly RunningScorer[],
  batches: AsyncIterable<ColumnBatch>,
): AsyncGenerator<ScoredColumns> {
  const asked = running.map(({ predictColumns }) => predictColumns);
  for await (const { batch, predictions } of scoreAhead(asked, batches, aheadOf)) yield { ...batch, predictions };
}

const aheadOf = ({ rows, columns }: ColumnBatch): number =>
  Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, Math.floor(MOST_CELLS_AHEAD / (rows * columns.size))));

/** scoreAhead asks several versions for batch after batch, as many batches ahead of the caller as `most` says of the last one. */
async function* scoreAhead<Batch, Predicted>(
  asked: readonly ((batch: Batch) => Promise<Predicted>)[],
  batches: AsyncIterable<Batch>,
  most: (batch: Batch) => number,
): AsyncGenerator<{ batch: Batch; predictions: Predicted[] }> {
  const ahead: Promise<{ batch: Batch; predictions: Predicted[] }>[] = [];
  for await (const batch of batches) {
    const started = Promise.all(asked.map((ask) => ask(batch)));
    const scored = started.then((predictions) => ({ batch, predictions }));
    // Whoever stops reading before it is due does not hear of it.
    scored.catch(() => undefined);
    ahead.push(scored);
    while (ahead.length > most(batch)) yield await ahead.shift()!;
  }
  for (const scored of ahead) yield await scored;
}

/** ScoredRow is a row's prediction, or why it has none. */
export type ScoredRow = { prediction: Prediction; error: null } | { prediction: null; error: string };

/**
 * scoreEachRow is scoreRows for data that nobody has checked: a row that does not fit the schema, or for which the model has no finite
 * answer, gets its reason instead of a prediction, and the others are predicted.
 */
export async function* scoreEachRow(
  scorer: Scorer,
  batches: AsyncIterable<Row[]>,
): AsyncGenerator<{ rows: Row[]; scored: ScoredRow[] }> {
  const running = await start(scorer);
  const most = maxRowsPerRun(running.schema as Parameters<typeof maxRowsPerRun>[0]) ?? Infinity;
  try {
    for await (const rows of batches) {
      const scored: ScoredRow[] = [];
      const step = Math.min(most, rows.length);
      for (let at = 0; at < rows.length; at += step)
        scored.push(...(await predictFitting(running, rows.slice(at, at + step))));
      yield { rows, scored };
    }
  } catch (error) {
    throw asRefusal(error);
  } finally {
    await running.runner.close();
  }
}

/** Each refusal names rows; without them the rest is tried again, until nothing is refused. */
async function predictFitting(running: Running, rows: Row[]): Promise<ScoredRow[]> {
  try {
    return (await predict(running, rows)).map((prediction) => ({ prediction, error: null }));
  } catch (error) {
    const reasons = reasonsByRow(error);
    if (reasons.size === 0) throw error;
    const fitting = rows.filter((_, i) => !reasons.has(i));
    const scored = fitting.length === 0 ? [] : await predictFitting(running, fitting);
    let next = 0;
    return rows.map((_, i) => {
      const reason = reasons.get(i);
      return reason === undefined ? scored[next++]! : { prediction: null, error: reason };
    });
  }
}

const OF_ROW = /^(?:rows|predictions)\[(\d+)\]\.?(.*)$/s;

function reasonsByRow(error: unknown): Map<number, string> {
  const reasons = new Map<number, string>();
  if (!(error instanceof InferenceError)) return reasons;
  for (const { path, message } of error.errors ?? []) {
    const [, row, field] = OF_ROW.exec(path) ?? [];
    if (row !== undefined && !reasons.has(Number(row))) reasons.set(Number(row), `${field} ${message}`.trim());
  }
  return reasons;
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
  const limits = { maxInFlight: MOST_AHEAD };
  return { schema, runner: await startChildRunner(modelPath, schema.inputs as TensorSpec[], limits) };
}

async function predict({ schema, runner }: Running, rows: Row[]): Promise<readonly Prediction[]> {
  const feeds = feedsFromRows(schema as Parameters<typeof feedsFromRows>[0], rows, { others: 'ignore' });
  const outputs = await runner.run(feeds);
  return rowsFromOutputs(schema as Parameters<typeof rowsFromOutputs>[0], outputs, rows.length);
}

async function predictColumns({ schema, runner }: Running, batch: ColumnBatch): Promise<PredictionColumns> {
  const outputs = await runner.run(feedsFromColumns(schema as Parameters<typeof feedsFromColumns>[0], batch));
  return columnsFromOutputs(schema as Parameters<typeof columnsFromOutputs>[0], outputs, batch.rows);
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
