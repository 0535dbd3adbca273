import type {
  endpointTable,
  Experiment,
  MetricSeries,
  MetricValue,
  Page,
  QueryOf,
  Run,
  RunComparison,
} from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { SlipwayError } from '../kernel/errors.js';
import { compareRuns } from './compare-runs.js';
import type { Experiments } from './experiments.js';
import type { Runs } from './runs.js';
import type { ExperimentRow, RunRow } from './runs.repository.js';

type Table = typeof endpointTable;

/** RunReads are runs as our own API shows them. */
export class RunReads {
  constructor(
    private readonly experiments: Experiments,
    private readonly runs: Runs,
  ) {}

  /** listExperiments pages through active experiments, last changed first. */
  async listExperiments(
    actor: Actor,
    { query }: { query: QueryOf<Table['listExperiments']> },
  ): Promise<Page<Experiment>> {
    const rows = await this.experiments.search(actor, {
      filter: query.filter,
      orderBy: [],
      view: 'ACTIVE_ONLY',
      limit: query.limit + 1,
      after: lastExperimentOf(query.cursor),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, ({ updatedAt, number }) => [updatedAt.getTime(), number]);
    return { items: items.map(experimentView), nextCursor };
  }

  /** getExperiment returns an experiment, also a deleted one. */
  async getExperiment(actor: Actor, { params }: { params: { number: number } }): Promise<Experiment> {
    return experimentView(await this.experiments.require(actor, params.number));
  }

  /** listRuns searches the runs of one experiment, or of all active ones. */
  async listRuns(actor: Actor, { query }: { query: QueryOf<Table['listRuns']> }): Promise<Page<Run>> {
    const after = lastRunOf(query.cursor);
    const rows = await this.runs.search(actor, {
      experiments: query.experiment === undefined ? await this.activeNumbers(actor) : [query.experiment],
      filter: query.filter,
      orderBy: query.orderBy === undefined ? [] : [query.orderBy],
      view: query.deleted === 'true' ? 'DELETED_ONLY' : 'ACTIVE_ONLY',
      limit: query.limit + 1,
      offset: 0,
      ...(after !== null && { after }),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, ({ id }) => [id]);
    return { items: items.map(runView), nextCursor };
  }

  /** getRun returns a run, also a deleted one. */
  async getRun(actor: Actor, { params }: { params: { id: string } }): Promise<Run> {
    return runView(await this.runs.require(actor, params.id));
  }

  /** compareRuns sets runs side by side; one that is not there is `not_found`. */
  async compareRuns(actor: Actor, { query }: { query: QueryOf<Table['compareRuns']> }): Promise<RunComparison> {
    const rows = await Promise.all(query.ids.split(',').map((id) => this.runs.require(actor, id)));
    return compareRuns(rows.map(runView));
  }

  /** getMetricSeries returns a metric over its steps. */
  async getMetricSeries(
    actor: Actor,
    { params, query }: { params: { id: string }; query: QueryOf<Table['getMetricSeries']> },
  ): Promise<MetricSeries> {
    const points = await this.runs.series(actor, params.id, query.key, query.points);
    return {
      key: query.key,
      points: points.map(({ step, timestamp, value, low, high }) => ({
        step,
        at: timeOf(timestamp),
        value: metricValue(value),
        low: metricValue(low),
        high: metricValue(high),
      })),
    };
  }

  private async activeNumbers(actor: Actor): Promise<number[]> {
    const all = { filter: undefined, orderBy: [], view: 'ACTIVE_ONLY', limit: 10_000 } as const;
    return (await this.experiments.search(actor, all)).map(({ number }) => number);
  }
}

const LAST_MS = 253_402_300_799_999;
const LAST_NUMBER = 2_147_483_647;

/** A page of runs comes after its run, whatever the order; a cursor that names none finds nothing. */
const lastRunOf = (cursor: string | undefined): string | null => {
  const key = decodeCursor(cursor)?.[0];
  return key === undefined ? null : String(key);
};

function lastExperimentOf(cursor: string | undefined): { updatedAt: Date; number: number } | null {
  const keys = decodeCursor(cursor);
  if (keys === null) return null;
  const [ms, number] = keys.map(Number);
  if (keys.length !== 2 || !isWithin(ms, LAST_MS) || !isWithin(number, LAST_NUMBER))
    throw new SlipwayError('invalid_request', 'The cursor is not one of ours; start again without it.', [
      { path: 'cursor', message: 'unreadable' },
    ]);
  return { updatedAt: new Date(ms), number };
}

const isWithin = (value: number | undefined, most: number): value is number =>
  value !== undefined && Number.isSafeInteger(value) && value >= 0 && value <= most;

/** A client may say any time at all; what no date can hold is shown as the nearest that can. */
const timeOf = (ms: number | bigint): string => new Date(Math.min(LAST_MS, Math.max(0, Number(ms)))).toISOString();

/** metricValue writes NaN and the infinities as words, which JSON cannot carry as numbers. */
const metricValue = (value: number): MetricValue => (Number.isFinite(value) ? value : (String(value) as MetricValue));

function experimentView({ number, name, tags, deletedAt, createdAt, updatedAt }: ExperimentRow): Experiment {
  return {
    number,
    name,
    tags: tags as Experiment['tags'],
    deleted: deletedAt !== null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

function runView(row: RunRow): Run {
  return {
    id: row.id,
    experiment: row.experiment,
    name: row.name,
    user: row.userId,
    status: row.status as Run['status'],
    startedAt: timeOf(row.startTime),
    endedAt: row.endTime === null ? null : timeOf(row.endTime),
    deleted: row.deletedAt !== null,
    params: row.params as Run['params'],
    metrics: row.latest
      .map(({ key, value, step, timestamp }) => ({
        key,
        value: metricValue(value),
        step: Number(step),
        at: timeOf(timestamp),
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
    tags: row.tags as Run['tags'],
    inputs: row.inputs.map(({ name, digest, sourceType, source, tags }) => ({
      name,
      digest,
      sourceType,
      source,
      context: (tags as Record<string, string>)['mlflow.data.context'] ?? null,
    })),
    loggedModels: row.outputs.map(({ modelId }) => modelId),
  };
}
