import type {
  Baseline,
  BodyOf,
  endpointTable,
  JobAccepted,
  ModelVersion,
  ParamsOf,
  VersionSchema,
} from '@slipway/contracts';
import { seededRandom } from '@slipway/stats';
import type { DatasetsService } from '../datasets/index.js';
import type { Actor } from '../kernel/actor.js';
import { SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import type { PayloadOf } from '../kernel/jobs/job-kind.js';
import { JobsService } from '../kernel/jobs/jobs.service.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { canRun, type RegistryService } from '../registry/index.js';
import { refuseRedacted, type ServingService } from '../serving/index.js';
import { buildBaseline } from './build-baseline.js';
import { keepTraffic, type KeepTraffic } from './keep-traffic.js';
import { measureImportance, sampleRows, type ScoreRows } from './measure-importance.js';
import { baselineView } from './monitoring-views.js';
import { buildBaselineJob, buildTrafficBaselineJob } from './monitoring.jobs.js';
import type { MonitoringRepository } from './monitoring.repository.js';
import { requireColumns, scoreRows } from './score-rows.js';
import { isPredicted } from './watched-parts.js';

type Table = typeof endpointTable;
interface Deps extends KeepTraffic {
  datasets: DatasetsService;
  registry: RegistryService;
  serving: ServingService;
}

/** A version that has features to profile. */
type Runnable = ModelVersion & { schema: VersionSchema };

const DAY_MS = 86_400_000;
const USUAL_DAYS = 7;
/** Enough for the first two digits of an importance. */
const IMPORTANCE_ROWS = 500;
/** Live traffic is counted by what was sent. */
const NO_REFERENCE = 'its rows are no reference for live traffic; build one from a dataset';

/** BaselinesService builds what monitors compare with: the profile of a dataset, or of what an endpoint was asked. */
export class BaselinesService {
  private readonly jobs: JobsService;

  constructor(
    private readonly kit: Kit,
    private readonly repository: MonitoringRepository,
    private readonly deps: Deps,
  ) {
    this.jobs = new JobsService(kit.db);
  }

  /** list lists the reference profiles of a version, newest first. */
  async list(actor: Actor, { params }: { params: ParamsOf<Table['listBaselines']> }): Promise<{ items: Baseline[] }> {
    const version = await this.deps.registry.requireVersion(actor, params.name, params.version);
    const rows = await this.repository.baselines(version.id);
    return { items: rows.map((row) => baselineView(row, version.model, version.version)) };
  }

  /** build starts the profiling of a dataset, or of the logged rows of an endpoint, as a version's reference. */
  async build(
    actor: Actor,
    { params, body }: { params: ParamsOf<Table['buildBaseline']>; body: BodyOf<Table['buildBaseline']> },
  ): Promise<JobAccepted> {
    const version = await this.deps.registry.requireVersion(actor, params.name, params.version);
    if (!canRun(version)) throw new SlipwayError('schema_mismatch', 'Only ONNX versions have features to profile.');
    const id =
      body.dataset === undefined
        ? await this.enqueueTraffic(actor, version, body)
        : await this.enqueueDataset(actor, version, body.dataset, body.datasetVersion);
    return { job: await this.jobs.get(actor, id) };
  }

  /** runBuild is the job: score the rows in a child process, profile, measure which features count, store. */
  async runBuild(
    { versionId, dataset, datasetVersion }: PayloadOf<typeof buildBaselineJob>,
    context: JobContext,
  ): Promise<{ baselineId: string }> {
    const version = await this.deps.registry.versionById(versionId);
    const table = await this.deps.datasets.requireVersion(context.actor, dataset, datasetVersion);
    const scorer = { version, modelPath: await this.deps.registry.modelPath(version) };
    const sample: Record<string, unknown>[] = [];
    const random = seededRandom(1);
    const scored = sampleRows(scoreRows(scorer, this.deps.datasets.readRows(table)), sample, IMPORTANCE_ROWS, random);
    const built = await buildBaseline(version, scored, {
      random,
      onRows: (rows) =>
        context.progress(
          rows / table.rows,
          `${rows.toLocaleString('en')} of ${table.rows.toLocaleString('en')} rows profiled`,
        ),
    });
    const features = Object.keys(built.profiles).filter((name) => !isPredicted(name));
    const score: ScoreRows = (batches) => scoreRows(scorer, batches);
    const importance = await measureImportance(features, sample, score, random);
    const baselineId = await context.commit(async (tx) => {
      const id = await this.repository.addBaseline(tx, context.actor.workspaceId, {
        versionId,
        dataset,
        datasetVersion,
        importance,
        ...built,
      });
      await appendEvent(tx, context.actor, {
        kind: 'monitoring.baseline_built',
        subjectKind: 'model',
        subjectName: version.model,
        after: { version: version.version, dataset, datasetVersion, rows: built.rows },
      });
      return id;
    });
    return { baselineId };
  }

  /** runBuildFromTraffic is the job: what was asked becomes a dataset version, so that the reference outlives the log, and that is profiled. */
  async runBuildFromTraffic(
    { versionId, endpointId, from, to }: PayloadOf<typeof buildTrafficBaselineJob>,
    context: JobContext,
  ): Promise<{ baselineId: string }> {
    // A rule may have come since the reference was asked for.
    const current = await this.deps.serving.endpointById(endpointId);
    if (current !== null) refuseRedacted(current, NO_REFERENCE);
    const endpoint = (await this.repository.endpointNames([endpointId])).get(endpointId) ?? endpointId;
    const window = { from: new Date(from), to: new Date(to) };
    const kept = await keepTraffic(this.deps, { endpointId, endpoint, window }, context.actor);
    return this.runBuild({ versionId, ...kept }, context);
  }

  /** enqueue wants a baseline of a dataset inside a transaction of the caller's. */
  readonly enqueue = (
    tx: Parameters<typeof enqueue>[0],
    actor: Actor,
    payload: PayloadOf<typeof buildBaselineJob>,
    subject: string,
  ): Promise<string> => enqueue(tx, actor, buildBaselineJob, payload, { subject });

  private async enqueueDataset(actor: Actor, version: Runnable, name: string, number?: number): Promise<string> {
    const dataset = await this.deps.datasets.requireVersion(actor, name, number);
    requireColumns(
      version.schema,
      dataset.columns.map((column) => column.name),
    );
    const payload = { versionId: version.id, dataset: dataset.dataset, datasetVersion: dataset.version };
    return this.kit.db.transaction((tx) =>
      enqueue(tx, actor, buildBaselineJob, payload, {
        subject: subjectOf(version),
        key: `baseline:${version.id}:${dataset.digest}`,
      }),
    );
  }

  /** Without times the last seven days of what was seen are meant. */
  private async enqueueTraffic(
    actor: Actor,
    version: ModelVersion,
    { endpoint: name = '', from, to }: BodyOf<Table['buildBaseline']>,
  ): Promise<string> {
    const endpoint = await this.deps.serving.requireEndpoint(actor, name);
    refuseRedacted(endpoint, NO_REFERENCE);
    const span = await this.repository.watermark(endpoint.id);
    if (span === null) throw new SlipwayError('conflict', `${name} was not asked anything yet.`);
    const until = to === undefined ? new Date(span.lastAt.getTime() + 1) : new Date(to);
    const since = from === undefined ? new Date(until.getTime() - USUAL_DAYS * DAY_MS) : new Date(from);
    if (since >= until)
      throw new SlipwayError('invalid_request', 'The window ends before it begins.', [
        { path: 'to', message: 'must be later than `from`' },
      ]);
    const payload = {
      versionId: version.id,
      endpointId: endpoint.id,
      from: since.toISOString(),
      to: until.toISOString(),
    };
    return this.kit.db.transaction((tx) =>
      enqueue(tx, actor, buildTrafficBaselineJob, payload, {
        subject: subjectOf(version),
        key: `baseline:${version.id}:${endpoint.id}:${payload.from}:${payload.to}`,
      }),
    );
  }
}

const subjectOf = ({ model, version }: ModelVersion): string => `${model} v${version}`;
