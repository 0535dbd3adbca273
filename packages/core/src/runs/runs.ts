import { randomBytes } from 'node:crypto';
import type { Actor } from '../kernel/actor.js';
import { SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import type { Experiments } from './experiments.js';
import type { MetricPoint, MetricsRepository, PointOfRun, SeriesPoint } from './metrics.repository.js';
import { runSearchSql, type RunSearch } from './run-search.js';
import type { Logged, RunLogRepository } from './run-log.repository.js';
import type { BriefRunRow, RunRow, RunsRepository } from './runs.repository.js';

/** RunStatus is where a run is; the last three are ends. */
export type RunStatus = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';

/** NewRun is a run about to start; a name is made up when none is given. */
export interface NewRun {
  experiment: number;
  name?: string | undefined;
  userId: string;
  startTime?: number | undefined;
  tags: Record<string, string>;
}

/** Input is a dataset that a run read. */
export interface Input {
  name: string;
  digest: string;
  sourceType: string;
  source: string;
  schema?: string | null;
  profile?: string | null;
  tags: Record<string, string>;
}

const ENDED = new Set<RunStatus>(['FINISHED', 'FAILED', 'KILLED']);

/** Runs are what scripts log: parameters, metrics over steps, tags, datasets, files. */
export class Runs {
  constructor(
    private readonly kit: Kit,
    private readonly repository: RunsRepository,
    private readonly metrics: MetricsRepository,
    private readonly logs: RunLogRepository,
    private readonly experiments: Experiments,
  ) {}

  /** start begins a run in an active experiment. */
  async start(actor: Actor, run: NewRun): Promise<RunRow> {
    const { number } = await this.experiments.requireActive(actor, run.experiment);
    const id = randomBytes(16).toString('hex');
    const name = run.name || run.tags['mlflow.runName'] || `run-${id.slice(0, 8)}`;
    await this.kit.db.transaction(async (tx) => {
      await this.repository.createRun(tx, {
        id,
        workspaceId: actor.workspaceId,
        experiment: number,
        name,
        userId: run.userId,
        status: 'RUNNING',
        startTime: BigInt(run.startTime ?? this.kit.clock.now().getTime()),
        tags: { ...run.tags, 'mlflow.runName': name },
      });
      const after = { runId: id, experiment: number };
      await appendEvent(tx, actor, { kind: 'runs.started', subjectKind: 'run', subjectName: name, after });
    });
    return this.require(actor, id);
  }

  /** require returns a run of the caller's workspace, also a deleted one, or `not_found`. */
  async require(actor: Actor, id: string): Promise<RunRow> {
    const row = await this.repository.find(actor.workspaceId, id);
    if (row === null) throw noRun(id);
    return row;
  }

  /** requireBrief is require for what shows nothing of the run. */
  async requireBrief(actor: Actor, id: string): Promise<BriefRunRow> {
    const row = await this.repository.findBrief(actor.workspaceId, id);
    if (row === null) throw noRun(id);
    return row;
  }

  /** requireActive is requireBrief for what writes to a run; a deleted one takes nothing. */
  async requireActive(actor: Actor, id: string): Promise<BriefRunRow> {
    const row = await this.requireBrief(actor, id);
    if (row.deletedAt !== null) throw deletedRun(id);
    return row;
  }

  /** update changes status, end and name; a name is kept as the tag mlflow.runName too. */
  async update(
    actor: Actor,
    id: string,
    change: { status?: RunStatus | undefined; endTime?: number | undefined; name?: string | undefined },
  ): Promise<RunRow> {
    const row = await this.requireActive(actor, id);
    const { status, endTime, name } = change;
    await this.kit.db.transaction(async (tx) => {
      await this.repository.updateRun(tx, id, {
        ...(status && { status }),
        ...(endTime !== undefined && { endTime: BigInt(endTime) }),
      });
      if (status && ENDED.has(status) && row.status !== status) {
        const after = { runId: id, status };
        await appendEvent(tx, actor, { kind: 'runs.ended', subjectKind: 'run', subjectName: row.name, after });
      }
    });
    if (name) await this.log(actor, id, { metrics: [], params: {}, tags: { 'mlflow.runName': name } });
    return this.require(actor, id);
  }

  /** delete hides a run; its files and what was registered from it stay. */
  async delete(actor: Actor, id: string): Promise<void> {
    await this.mark(actor, await this.requireBrief(actor, id), this.kit.clock.now());
  }

  /** restore brings a deleted run back. */
  async restore(actor: Actor, id: string): Promise<void> {
    await this.mark(actor, await this.requireBrief(actor, id), null);
  }

  /** search finds a page of runs. */
  async search(actor: Actor, search: RunSearch): Promise<RunRow[]> {
    const { text, values } = runSearchSql(actor.workspaceId, search);
    const { rows } = await this.kit.db.pool.query<{ id: string }>(text, values);
    return this.repository.byIds(rows.map(({ id }) => id));
  }

  /** log appends metrics and sets parameters and tags. A parameter that has another value already refuses all of it. */
  async log(actor: Actor, id: string, logged: Logged): Promise<void> {
    const outcome = await this.logs.log(actor.workspaceId, id, logged);
    if (outcome === 'logged') return;
    if (outcome === 'no run') throw noRun(id);
    if (outcome === 'deleted run') throw deletedRun(id);
    const { changed, old } = outcome;
    throw new SlipwayError(
      'invalid_request',
      `Changing param values is not allowed. Param with key='${changed}' was already logged with value='${old}' for run ID='${id}'. Attempted logging new value '${logged.params[changed]}'.`,
      [{ path: 'params', message: `${changed} has another value` }],
    );
  }

  /** deleteTag removes a tag; one that is not there is `not_found`. */
  async deleteTag(actor: Actor, id: string, key: string): Promise<void> {
    await this.requireActive(actor, id);
    if (!(await this.repository.removeTag(id, key)))
      throw new SlipwayError('not_found', `No tag with name: ${key} in run with id ${id}`);
  }

  /** addInputs notes datasets and logged models that the run read. */
  async addInputs(actor: Actor, id: string, inputs: readonly Input[], modelIds: readonly string[]): Promise<void> {
    await this.requireActive(actor, id);
    await this.repository.addInputs(id, inputs);
    await this.repository.addModelInputs(id, modelIds);
  }

  /** addOutputs notes logged models that the run made. */
  async addOutputs(actor: Actor, id: string, outputs: readonly { modelId: string; step: number }[]): Promise<void> {
    await this.requireActive(actor, id);
    await this.repository.addOutputs(
      id,
      outputs.map(({ modelId, step }) => ({ modelId, step: BigInt(step) })),
    );
  }

  /** history pages through every point of a metric. */
  async history(
    actor: Actor,
    id: string,
    key: string,
    page: { limit: number; offset: number },
  ): Promise<MetricPoint[]> {
    await this.requireBrief(actor, id);
    return this.metrics.history(id, key, page);
  }

  /** histories are the points of one metric in several runs of the caller's workspace, run by run; unknown runs have none. */
  histories(actor: Actor, ids: readonly string[], key: string, limit: number): Promise<PointOfRun[]> {
    return this.metrics.histories(actor.workspaceId, ids, key, limit);
  }

  /** series is a metric as it is drawn, in at most `most` points that lose no extreme. */
  async series(actor: Actor, id: string, key: string, most: number): Promise<SeriesPoint[]> {
    await this.requireBrief(actor, id);
    return this.metrics.series(id, key, most);
  }

  private async mark(
    actor: Actor,
    { id, name, deletedAt: before }: BriefRunRow,
    deletedAt: Date | null,
  ): Promise<void> {
    if ((before === null) === (deletedAt === null)) return;
    await this.kit.db.transaction(async (tx) => {
      await this.repository.updateRun(tx, id, { deletedAt });
      const kind = deletedAt === null ? 'runs.restored' : 'runs.deleted';
      await appendEvent(tx, actor, { kind, subjectKind: 'run', subjectName: name, after: { runId: id } });
    });
  }
}

const noRun = (id: string): SlipwayError => new SlipwayError('not_found', `Run with id=${id} not found`);

const deletedRun = (id: string): SlipwayError =>
  new SlipwayError('invalid_request', `The run ${id} must be in the 'active' state. Current state is deleted.`);
