import { availableParallelism, cpus, loadavg } from 'node:os';
import type {
  BodyOf,
  endpointTable,
  ModelVersion,
  Optimization,
  OptimizationMachine,
  OptimizationPoint,
  Page,
  QueryOf,
  Runtime,
  ServingEndpoint,
  SettingAdvice,
} from '@slipway/contracts';
import {
  ChildFailed,
  InferenceError,
  maxRowsPerRun,
  sweepModel,
  type TensorSpec,
  type VersionSchema,
} from '@slipway/inference';
import { seededRandom } from '@slipway/stats';
import type { DatasetsService } from '../datasets/index.js';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import type { PayloadOf } from '../kernel/jobs/job-kind.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import { requireColumns } from '../monitoring/index.js';
import { canRun, type RegistryService } from '../registry/index.js';
import type { ServingService } from '../serving/index.js';
import { adviseSetting, settingFits } from './advise-setting.js';
import { makeRows } from './make-rows.js';
import { sweepJob } from './optimization.jobs.js';
import { OptimizationRepository, type OptimizationRow } from './optimization.repository.js';
import { planSweep, type PlannedSweep } from './plan-sweep.js';
import { asRefusal, sweepRequests, type SweepRequest } from './sweep-requests.js';

type Table = typeof endpointTable;
type ById = { params: { id: string } };
type Inputs = Pick<OptimizationRow, 'dataset' | 'datasetVersion' | 'rowsPerRequest'>;

/** One machine measures one version at a time: two would measure each other. */
const ONE_AT_A_TIME = 'optimization.sweep';
const MOST_ROWS = 256;
/** How long a request may wait for others while the model is busy: measured with it and applied with it. */
const BATCH_DELAY_MS = 2;
/** Beyond the asked time, for the last points to end. */
const GRACE_MS = 15_000;

/** OptimizationService finds out how a version runs best, on the worker's machine and beside everything that serves. */
export class OptimizationService {
  private readonly repository: OptimizationRepository;

  constructor(
    private readonly kit: Kit,
    private readonly deps: { datasets: DatasetsService; registry: RegistryService; serving: ServingService },
  ) {
    this.repository = new OptimizationRepository(kit.db);
  }

  /** start checks that rows can be had and starts the sweep; `conflict` while another one runs. */
  async start(actor: Actor, { body }: { body: BodyOf<Table['startOptimization']> }): Promise<Optimization> {
    const { model, version: number, rowsPerRequest, maxSeconds } = body;
    const version = await this.deps.registry.requireVersion(actor, model, number);
    const inputs = await this.inputsOf(actor, version, body);
    await this.requests(actor, version, inputs);
    const id = uuidv7();
    await this.kit.db.transaction(async (tx) => {
      const subject = `${version.model} v${version.version}`;
      const jobId = await enqueue(tx, actor, sweepJob, { optimizationId: id }, { key: ONE_AT_A_TIME, subject });
      const row = { id, workspaceId: actor.workspaceId, versionId: version.id, jobId, createdBy: actor.name };
      if (!(await this.repository.create(tx, { ...row, ...inputs, rowsPerRequest, maxSeconds })))
        throw new SlipwayError(
          'conflict',
          'Another sweep is running: two would measure each other. Wait for it, or cancel its job.',
        );
    });
    return this.get(actor, { params: { id } });
  }

  /** list pages through sweeps, newest first, of one version or of all. */
  async list(actor: Actor, { query }: { query: QueryOf<Table['listOptimizations']> }): Promise<Page<Optimization>> {
    const { limit, model, version } = query;
    if ((model === undefined) !== (version === undefined))
      throw new SlipwayError('invalid_request', 'Name a model and its version, or neither.', [
        { path: model === undefined ? 'model' : 'version', message: 'is missing' },
      ]);
    const versionId =
      model && version ? (await this.deps.registry.requireVersion(actor, model, version)).id : undefined;
    const before = decodeCursor(query.cursor)?.[0];
    const asked = { limit: limit + 1, versionId, before: before === undefined ? undefined : String(before) };
    const { items, nextCursor } = pageOf(await this.repository.list(actor.workspaceId, asked), limit, ({ id }) => [id]);
    return { items: await Promise.all(items.map((row) => this.view(row))), nextCursor };
  }

  /** get returns a sweep with all its points. */
  async get(actor: Actor, { params }: ById): Promise<Optimization> {
    return this.view(await this.require(actor, params.id));
  }

  /** advise finds the measured setting that fits a goal best; with an endpoint, among those that its runtime can do. */
  async advise(
    actor: Actor,
    { params, query }: ById & { query: QueryOf<Table['adviseSetting']> },
  ): Promise<SettingAdvice> {
    const { points } = await this.require(actor, params.id);
    const { endpoint, p95Ms = null } = query;
    const runtime = endpoint === undefined ? null : (await this.deps.serving.requireEndpoint(actor, endpoint)).runtime;
    return adviseSetting(points, { p95Ms, runtime: runtime as Runtime | null });
  }

  /** apply gives a measured setting to an endpoint. `conflict` when it does not serve the version, its runtime cannot do it, or nobody measured it. */
  async apply(
    actor: Actor,
    { params, body }: ById & { body: BodyOf<Table['applySetting']> },
  ): Promise<ServingEndpoint> {
    const { points, versionId } = await this.require(actor, params.id);
    const { endpoint: name, setting } = body;
    const row = await this.deps.serving.requireEndpoint(actor, name);
    const { variants } = await this.deps.serving.currentConfig(row);
    const { replicas, threads, batchRows } = setting;
    const isMeasured = points.some(
      (point) => point.replicas === replicas && point.threads === threads && point.batchRows === batchRows,
    );
    if (!variants.some((variant) => variant.versionId === versionId))
      throw new SlipwayError(
        'conflict',
        `${name} does not serve this version: what holds for one need not hold for another.`,
      );
    if (!isMeasured) throw new SlipwayError('conflict', 'This setting was not measured: take one of the points.');
    const runtime = row.runtime as Runtime;
    if (!settingFits(setting, runtime)) throw new SlipwayError('conflict', cannotDo(name, runtime));
    const endpoint = await this.deps.serving.getEndpoint(actor, { params: { name } });
    const change =
      runtime === 'embedded'
        ? { batchRows: batchRows === 1 ? null : batchRows, batchDelayMs: batchRows === 1 ? 0 : BATCH_DELAY_MS }
        : { container: { ...endpoint.container!, replicas, cpus: threads } };
    return this.deps.serving.updateEndpoint(actor, { params: { name }, body: change });
  }

  /** runSweep is the job: it measures what earlier attempts did not, and keeps each point at once. */
  async runSweep({ optimizationId }: PayloadOf<typeof sweepJob>, context: JobContext): Promise<{ points: number }> {
    const row = await this.repository.find(optimizationId);
    if (row === null) throw notFound('sweep', optimizationId);
    const version = await this.deps.registry.versionById(row.versionId);
    const schema = schemaOf(version);
    const machine = machineNow();
    await context.commit((tx) => this.repository.begin(tx, row.id, machine));
    const canBatch = maxRowsPerRun(schema) === null;
    const plan = planSweep({ cpus: machine.cpus, canBatch, maxSeconds: row.maxSeconds, done: row.points });
    const isComplete = await this.sweep(row, version, plan, context);
    if (isComplete) await context.commit((tx) => this.repository.complete(tx, row.id));
    return { points: (await this.require(context.actor, row.id)).points.length };
  }

  /** False when the time was over before all of it was measured. */
  private async sweep(
    row: OptimizationRow,
    version: ModelVersion,
    plan: PlannedSweep,
    context: JobContext,
  ): Promise<boolean> {
    let measured = row.points.length;
    let saved = Promise.resolve();
    const lost = new AbortController();
    const save = async (point: OptimizationPoint): Promise<void> => {
      await context.commit((tx) => this.repository.addPoint(tx, row.id, point));
      measured += 1;
      await context.progress(measured / plan.points, `${measured} of ${plan.points} points`);
    };
    const { settings, warmUpMs, measureMs } = plan;
    const asked = {
      path: await this.deps.registry.modelPath(version),
      inputs: schemaOf(version).inputs as TensorSpec[],
      requests: await this.requests(context.actor, version, row),
      settings,
      batchDelayMs: BATCH_DELAY_MS,
      warmUpMs,
      measureMs,
    };
    try {
      const isComplete = await sweepModel(asked, {
        timeoutMs: row.maxSeconds * 1_000 + GRACE_MS,
        signal: AbortSignal.any([context.signal, lost.signal]),
        onPoint: (point) => {
          saved = saved.then(() => save(point));
          saved.catch(() => lost.abort());
        },
      });
      await saved;
      return isComplete;
    } catch (error) {
      // A point that could not be kept is why the sweep was ended, and says more than that it was.
      await saved;
      throw refusalOf(error);
    }
  }

  private async inputsOf(
    actor: Actor,
    version: ModelVersion,
    asked: BodyOf<Table['startOptimization']>,
  ): Promise<Inputs> {
    const schema = schemaOf(version);
    const { dataset, datasetVersion, rowsPerRequest } = asked;
    if (rowsPerRequest > 1 && maxRowsPerRun(schema) === 1)
      throw new SlipwayError('schema_mismatch', 'This model takes one row a run: ask with one row a request.', [
        { path: 'rowsPerRequest', message: 'must be 1' },
      ]);
    if (dataset === undefined) return { dataset: null, datasetVersion: null, rowsPerRequest };
    const table = await this.deps.datasets.requireVersion(actor, dataset, datasetVersion);
    requireColumns(
      version.schema!,
      table.columns.map(({ name }) => name),
    );
    return { dataset: table.dataset, datasetVersion: table.version, rowsPerRequest };
  }

  /** The first rows of the dataset, or rows that are the same each time. */
  private async requests(actor: Actor, version: ModelVersion, inputs: Inputs): Promise<SweepRequest[]> {
    const { dataset, datasetVersion, rowsPerRequest } = inputs;
    const schema = schemaOf(version);
    const limit = Math.max(MOST_ROWS, rowsPerRequest);
    if (dataset === null) {
      const rows = asRefusal(() => makeRows(schema, limit, seededRandom(1)));
      return sweepRequests(schema, rows, rowsPerRequest);
    }
    const table = await this.deps.datasets.requireVersion(actor, dataset, datasetVersion!);
    const rows: object[] = [];
    for await (const batch of this.deps.datasets.readRows(table, { from: 0, limit })) rows.push(...batch);
    return sweepRequests(schema, rows, rowsPerRequest);
  }

  private async require(actor: Actor, id: string): Promise<OptimizationRow> {
    const row = await this.repository.find(id, actor.workspaceId);
    if (row === null) throw notFound('sweep', id);
    return row;
  }

  private async view(row: OptimizationRow): Promise<Optimization> {
    const { model, version } = await this.deps.registry.versionById(row.versionId);
    const { id, dataset, datasetVersion, rowsPerRequest, machine, jobId, job, isComplete, points, createdBy } = row;
    return {
      id,
      model,
      version,
      inputs: { dataset, datasetVersion, rowsPerRequest },
      machine,
      jobId,
      state: job.state,
      progress: job.progress,
      error: job.error?.detail ?? null,
      isComplete,
      points,
      createdBy,
      createdAt: row.createdAt.toISOString(),
    };
  }
}

function schemaOf(version: ModelVersion): VersionSchema {
  if (!canRun(version)) throw new SlipwayError('schema_mismatch', 'Only ONNX versions can be measured here.');
  return version.schema as VersionSchema;
}

function machineNow(): OptimizationMachine {
  return { processor: cpus()[0]?.model ?? 'unknown', cpus: availableParallelism(), loadAverage: loadavg()[0]! };
}

const cannotDo = (name: string, runtime: Runtime): string =>
  runtime === 'embedded'
    ? `${name} is embedded: a gateway has one process of one thread for a version. Move it into containers first, or take a setting of one process.`
    : `${name} runs in containers, which answer requests one by one: take a setting without a batch.`;

/** What the model itself refuses is final: it will not start at the next attempt either. */
function refusalOf(error: unknown): unknown {
  if (error instanceof ChildFailed) return new SlipwayError('conflict', 'The sweep was cancelled.');
  return error instanceof InferenceError ? new SlipwayError('model_crashed', error.message) : error;
}
