import { randomBytes } from 'node:crypto';
import type { Actor } from '../kernel/actor.js';
import { SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import type { Experiments } from './experiments.js';
import type { MetricPoint, MetricsRepository, SeriesPoint } from './metrics.repository.js';
import { runSearchSql, type RunSearch } from './run-search.js';
import type { RunRow, RunsRepository } from './runs.repository.js';

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

/** Logged is what a run logs in one call; all of it or nothing. */
export interface Logged {
  metrics: readonly MetricPoint[];
  params: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
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
    if (row === null) throw new SlipwayError('not_found', `Run with id=${id} not found`);
    return row;
  }

  /** requireActive is require for what writes to a run; a deleted one takes nothing. */
  async requireActive(actor: Actor, id: string): Promise<RunRow> {
    const row = await this.require(actor, id);
    if (row.deletedAt !== null)
      throw new SlipwayError(
        'invalid_request',
        `The run ${id} must be in the 'active' state. Current state is deleted.`,
      );
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
        ...(name && { name }),
      });
      if (status && ENDED.has(status) && row.status !== status) {
        const after = { runId: id, status };
        await appendEvent(tx, actor, { kind: 'runs.ended', subjectKind: 'run', subjectName: row.name, after });
      }
    });
    if (name) await this.repository.mergeTags(id, { 'mlflow.runName': name });
    return this.require(actor, id);
  }

  /** delete hides a run; its files and what was registered from it stay. */
  async delete(actor: Actor, id: string): Promise<void> {
    await this.mark(actor, await this.require(actor, id), this.kit.clock.now());
  }

  /** restore brings a deleted run back. */
  async restore(actor: Actor, id: string): Promise<void> {
    await this.mark(actor, await this.require(actor, id), null);
  }

  /** search finds a page of runs. */
  async search(actor: Actor, search: RunSearch): Promise<RunRow[]> {
    const { text, values } = runSearchSql(actor.workspaceId, search);
    const { rows } = await this.kit.db.pool.query<{ id: string }>(text, values);
    return this.repository.byIds(rows.map(({ id }) => id));
  }

  /** log appends metrics and sets parameters and tags. A parameter that has another value already refuses all of it. */
  async log(actor: Actor, id: string, { metrics, params, tags }: Logged): Promise<void> {
    await this.requireActive(actor, id);
    if (Object.keys(params).length > 0) {
      const changed = await this.repository.addParams(id, params);
      if (changed !== null)
        throw new SlipwayError(
          'invalid_request',
          `Changing param values is not allowed. Param with key='${changed.key}' was already logged with value='${changed.old}' for run ID='${id}'. Attempted logging new value '${params[changed.key]}'.`,
          [{ path: 'params', message: `${changed.key} has another value` }],
        );
    }
    if (Object.keys(tags).length > 0) {
      await this.repository.mergeTags(id, tags);
      const name = tags['mlflow.runName'];
      if (name) await this.kit.db.transaction((tx) => this.repository.updateRun(tx, id, { name }));
    }
    await this.metrics.addPoints(id, metrics);
  }

  /** deleteTag removes a tag; one that is not there is `not_found`. */
  async deleteTag(actor: Actor, id: string, key: string): Promise<void> {
    await this.requireActive(actor, id);
    if (!(await this.repository.removeTag(id, key)))
      throw new SlipwayError('not_found', `No tag with name: ${key} in run with id ${id}`);
  }

  /** addInputs notes datasets that the run read. */
  async addInputs(actor: Actor, id: string, inputs: readonly Input[]): Promise<void> {
    await this.requireActive(actor, id);
    await this.repository.addInputs(id, inputs);
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
    await this.require(actor, id);
    return this.metrics.history(id, key, page);
  }

  /** series is a metric as it is drawn, in at most `most` points that lose no extreme. */
  async series(actor: Actor, id: string, key: string, most: number): Promise<SeriesPoint[]> {
    await this.require(actor, id);
    return this.metrics.series(id, key, most);
  }

  private async mark(actor: Actor, { id, name }: RunRow, deletedAt: Date | null): Promise<void> {
    await this.kit.db.transaction(async (tx) => {
      await this.repository.updateRun(tx, id, { deletedAt });
      const kind = deletedAt === null ? 'runs.restored' : 'runs.deleted';
      await appendEvent(tx, actor, { kind, subjectKind: 'run', subjectName: name, after: { runId: id } });
    });
  }
}
