import type {
  BodyOf,
  endpointTable,
  Evaluation,
  Gate,
  JobAccepted,
  ModelVersion,
  Page,
  QueryOf,
  VersionSchema,
} from '@slipway/contracts';
import { seededRandom } from '@slipway/stats';
import type { ArtifactsService } from '../artifacts/index.js';
import type { DatasetsService } from '../datasets/index.js';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import type { Tx } from '../kernel/db.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import { JobsService } from '../kernel/jobs/jobs.service.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import { requireColumns, scoreColumnsBy, withScorers, type RunningScorer } from '../monitoring/index.js';
import {
  canRun,
  type CardFacts,
  type KeyMetricsOf,
  type RegistryService,
  type RenameFollower,
} from '../registry/index.js';
import { runEvaluationJob } from './evaluation.jobs.js';
import { cardFacts } from './card-facts.js';
import { EvaluationRepository, evaluationView, type EvaluationRow } from './evaluation.repository.js';
import { keyMetric } from './key-metric.js';
import { dataMetrics, gateSentence, judgeGates, speedMetrics } from './judge-gates.js';
import { gather, measure, type Source } from './measure.js';
import { measureRobustness, measureSpeed } from './probe-model.js';
import { requireMeasuredTask, requireTask } from './require-task.js';
import { QuerySample } from './query-sample.js';
import { RowSample, type Sample } from './row-sample.js';

type Table = typeof endpointTable;

const CHAMPION = 'champion';
const TELL_EVERY_MS = 500;

type Planned = Omit<Parameters<EvaluationRepository['create']>[1], 'jobId'> & { id: string; versionId: string };

/** EvaluationService measures versions on datasets. */
export class EvaluationService {
  private readonly repository: EvaluationRepository;
  private readonly jobs: JobsService;

  constructor(
    private readonly kit: Kit,
    private readonly deps: { artifacts: ArtifactsService; datasets: DatasetsService; registry: RegistryService },
  ) {
    this.repository = new EvaluationRepository(kit.db);
    this.jobs = new JobsService(kit.db);
  }

  /** followRename is the registry's: evaluations show a renamed model by its new name. */
  readonly followRename: RenameFollower = (tx, renaming) => this.repository.rename(tx, renaming);

  /** cardFacts is what evaluations add to the card of a version. */
  readonly cardFacts: CardFacts = async ({ id }) => cardFacts((await this.repository.doneOf(id)).map(evaluationView));

  /** keyMetricsOf is the registry's: what models are judged by, as it was measured last. */
  readonly keyMetricsOf: KeyMetricsOf = async (modelIds) => {
    const rows = await this.repository.newestOfModels(modelIds);
    return new Map(
      rows.flatMap(({ modelId, ...measured }) => {
        const metric = keyMetric(measured);
        return metric === null ? [] : [[modelId, metric]];
      }),
    );
  };

  /** listEvaluations pages through evaluations, newest first. */
  async listEvaluations(
    actor: Actor,
    { query }: { query: QueryOf<Table['listEvaluations']> },
  ): Promise<Page<Evaluation>> {
    const before = decodeCursor(query.cursor)?.[0];
    const { limit, model, version, dataset, q } = query;
    const rows = await this.repository.list(actor.workspaceId, {
      limit,
      ...(q && { q }),
      ...(model && { model }),
      ...(version !== undefined && { version }),
      ...(dataset && { dataset }),
      ...(before !== undefined && { before: String(before) }),
    });
    const { items, nextCursor } = pageOf(rows, limit, (row) => [row.id]);
    return { items: items.map(evaluationView), nextCursor };
  }

  /** startEvaluation checks that the columns fit and starts the job. */
  async startEvaluation(
    actor: Actor,
    { body }: { body: BodyOf<Table['startEvaluation']> },
  ): Promise<JobAccepted & { evaluation: Evaluation }> {
    const planned = await this.plan(actor, body);
    const jobId = await this.kit.db.transaction(async (tx) => {
      const subject = `${planned.model} v${planned.version} on ${planned.dataset}`;
      const job = await enqueue(tx, actor, runEvaluationJob, { evaluationId: planned.id }, { subject });
      await this.begin(tx, actor, { ...planned, jobId: job });
      return job;
    });
    return {
      job: await this.jobs.get(actor, jobId),
      evaluation: await this.getEvaluation(actor, { params: { id: planned.id } }),
    };
  }

  /**
   * evaluateWithin measures inside a job of another domain, as one of its steps: done once, and begun anew when the job was interrupted.
   * The evaluation shows that job as its own.
   */
  async evaluateWithin(context: JobContext, body: BodyOf<Table['startEvaluation']>): Promise<Evaluation> {
    const planned = await this.plan(context.actor, body);
    const known = await this.repository.ofJob(context.jobId, planned.versionId, planned.dataset);
    if (known?.finishedAt) return evaluationView(known);
    const id = known?.id ?? planned.id;
    if (known === null)
      await context.commit((tx) => this.begin(tx, context.actor, { ...planned, jobId: context.jobId }));
    await this.runEvaluation({ evaluationId: id }, context);
    return this.getEvaluation(context.actor, { params: { id } });
  }

  private async plan(actor: Actor, body: BodyOf<Table['startEvaluation']>): Promise<Planned> {
    const version = await this.deps.registry.requireVersion(actor, body.model, body.version);
    const dataset = await this.deps.datasets.requireVersion(actor, body.dataset, body.datasetVersion);
    const columns = dataset.columns.map(({ name }) => name);
    if (!canRun(version)) throw new SlipwayError('schema_mismatch', 'Only ONNX versions can be evaluated here.');
    requireColumns(version.schema, columns, body.target);
    requireSlices(body.slices, columns);
    requireQuery(body, columns);
    requireTask(body, version.schema);
    const champion = await this.championOf(actor, version, body.champion);
    return {
      id: uuidv7(),
      workspaceId: actor.workspaceId,
      versionId: version.id,
      model: version.model,
      version: version.version,
      dataset: dataset.dataset,
      datasetVersion: dataset.version,
      target: body.target,
      task: body.task ?? null,
      positive: body.positive === undefined ? null : String(body.positive),
      gates: body.gates,
      slices: body.slices,
      query: body.query ?? null,
      separator: body.separator ?? null,
      robustness: body.robustness,
      championVersionId: champion?.id ?? null,
    };
  }

  private async begin(tx: Tx, actor: Actor, row: Planned & { jobId: string }): Promise<void> {
    await this.repository.create(tx, row);
    await appendEvent(tx, actor, {
      kind: 'evaluation.started',
      subjectKind: 'model',
      subjectName: row.model,
      after: { evaluationId: row.id, version: row.version, dataset: row.dataset },
    });
  }

  /** getEvaluation returns an evaluation with its curves. */
  async getEvaluation(actor: Actor, { params }: { params: { id: string } }): Promise<Evaluation> {
    const row = await this.repository.find(params.id, actor.workspaceId);
    if (row === null) throw notFound('evaluation', params.id);
    return evaluationView(row);
  }

  /** runEvaluation is the job: run the version over the rows in a child process, measure, judge the gates, store once. */
  async runEvaluation({ evaluationId }: { evaluationId: string }, context: JobContext): Promise<{ verdict: string }> {
    const row = await this.repository.find(evaluationId);
    if (row === null) throw notFound('evaluation', evaluationId);
    try {
      return await this.measureAndStore(row, context);
    } catch (error) {
      // Who cancelled it is in the log already, and nobody is to be told of a failure.
      if (error instanceof SlipwayError && !context.signal.aborted) await this.logFailure(row, error, context);
      throw error;
    }
  }

  private async measureAndStore(row: EvaluationRow, context: JobContext): Promise<{ verdict: string }> {
    const version = await this.deps.registry.versionById(row.versionId);
    const table = await this.deps.datasets.requireVersion(context.actor, row.dataset, row.datasetVersion);
    const champion = row.championVersionId && (await this.deps.registry.versionById(row.championVersionId));
    const arms = champion ? [version, champion] : [version];
    const scorers = await Promise.all(
      arms.map(async (arm) => ({ version: arm, modelPath: await this.deps.registry.modelPath(arm) })),
    );
    const random = seededRandom(Number.parseInt(row.id.slice(-8), 16));
    const sample: Sample = row.query === null ? new RowSample(random) : new QuerySample(row.query, random);
    let toldAt = -Infinity;
    const onRows: Source['onRows'] = async (rows, batch) => {
      sample.show(batch);
      if (context.signal.aborted) throw new SlipwayError('conflict', 'The evaluation was cancelled.');
      if (performance.now() - toldAt < TELL_EVERY_MS) return;
      toldAt = performance.now();
      const counted = `${rows.toLocaleString('en')} of ${table.rows.toLocaleString('en')} rows`;
      await context.progress(rows / table.rows, counted);
    };
    const { gathered, probed, rowsPerSecond } = await withScorers(scorers, async (running) => {
      const batches = scoreColumnsBy(running, this.deps.datasets.readColumns(table, columnsOf(arms, row)));
      const from = performance.now();
      const gathered = await gather(version.schema!, row, { arms: champion ? 2 : 1, batches, onRows });
      const rowsPerSecond = gathered.seen / ((performance.now() - from) / 1000);
      return { gathered, rowsPerSecond, probed: await probe(version.schema!, running[0]!, row, sample, random) };
    });
    const measured = measure(gathered, random);
    requireMeasuredTask(row.task, measured.kind);
    const ofData = dataMetrics(measured.rows, measured.skipped);
    const asMetrics = [...measured.metrics, ...speedMetrics(probed.speed), ...ofData];
    const { gates, verdict } = judgeGates(row.gates as unknown as Gate[], { ...measured, metrics: asMetrics });
    const { metrics, rows, ...found } = measured;
    const compared = champion && measured.champion ? { version: champion.version, ...measured.champion } : null;
    await context.commit(async (tx) => {
      const result = { ...found, ...probed, metrics, champion: compared, gates, rowsPerSecond };
      const first = await this.repository.finish(tx, row.id, rows, verdict, result, this.kit.clock.now());
      if (!first) return;
      const after = {
        evaluationId: row.id,
        version: row.version,
        dataset: row.dataset,
        verdict,
        metrics: Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
      };
      await appendEvent(tx, context.actor, {
        kind: verdict === 'failed' ? 'evaluation.failed' : 'evaluation.finished',
        subjectKind: 'model',
        subjectName: row.model,
        why: verdict === 'not_gated' ? 'Measured; no gates were set.' : gateSentence(gates),
        after,
      });
    });
    return { verdict };
  }

  /** The champion is compared on the same rows, so that it must know the columns of the dataset too. */
  private async championOf(
    actor: Actor,
    version: ModelVersion,
    asked: BodyOf<Table['startEvaluation']>['champion'],
  ): Promise<ModelVersion | null> {
    if (asked === 'none') return null;
    if (asked !== undefined) return this.deps.registry.requireVersion(actor, version.model, asked);
    const model = await this.deps.registry.getModel(actor, { params: { name: version.model } });
    const held = model.aliases.find(({ alias }) => alias === CHAMPION);
    if (held === undefined || held.version === version.version) return null;
    const champion = await this.deps.registry.requireVersion(actor, version.model, held.version);
    return canRun(champion) ? champion : null;
  }

  private async logFailure(row: EvaluationRow, error: SlipwayError, context: JobContext): Promise<void> {
    await context.commit((tx) =>
      appendEvent(tx, context.actor, {
        kind: 'evaluation.failed',
        subjectKind: 'model',
        subjectName: row.model,
        why: error.message,
        after: { evaluationId: row.id, version: row.version, dataset: row.dataset },
      }),
    );
  }
}

/** probe is what a sample of the rows tells of the model itself: how fast it is and, where asked for, how it takes disturbed inputs. */
async function probe(
  schema: VersionSchema,
  running: RunningScorer,
  row: EvaluationRow,
  sample: Sample,
  random: () => number,
): Promise<Pick<Evaluation, 'speed' | 'robustness'>> {
  const speed = await measureSpeed(running, sample.taken());
  return {
    speed,
    robustness: row.robustness ? await measureRobustness(schema, row, running, sample.taken(), random) : [],
  };
}

/** All that an evaluation reads of a table. */
function columnsOf(arms: readonly ModelVersion[], row: EvaluationRow): string[] {
  const features = arms.flatMap(({ schema }) => schema!.features.map(({ name }) => name));
  return [...new Set([...features, row.target, ...row.slices, ...(row.query === null ? [] : [row.query])])];
}

function requireQuery({ query }: BodyOf<Table['startEvaluation']>, columns: readonly string[]): void {
  if (query === undefined || columns.includes(query)) return;
  throw new SlipwayError('schema_mismatch', `The dataset lacks ${query}.`, [
    { path: 'query', message: 'the dataset has no such column' },
  ]);
}

function requireSlices(slices: readonly string[], columns: readonly string[]): void {
  const errors = slices
    .map((name, i) => ({ name, path: `slices.${i}`, message: 'the dataset has no such column' }))
    .filter(({ name }) => !columns.includes(name));
  if (errors.length > 0)
    throw new SlipwayError(
      'schema_mismatch',
      `The dataset lacks ${errors.map(({ name }) => name).join(', ')}.`,
      errors.map(({ path, message }) => ({ path, message })),
    );
}
