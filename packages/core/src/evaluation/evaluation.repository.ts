import type { Evaluation, Gate } from '@slipway/contracts';
import type { Prisma } from '@slipway/db';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import type { Renaming } from '../registry/index.js';
import type { Measured } from './key-metric.js';

/** EvaluationRow is an evaluation with the state of its job. */
export type EvaluationRow = Prisma.EvaluationGetPayload<object> & {
  job: { state: string; error: { detail: string } | null };
};

/** EvaluationResult is what the job stores. */
export type EvaluationResult = Pick<
  Evaluation,
  | 'kind'
  | 'metrics'
  | 'gates'
  | 'curves'
  | 'confusion'
  | 'thresholds'
  | 'classes'
  | 'residuals'
  | 'slices'
  | 'fairness'
  | 'champion'
  | 'worstRows'
  | 'skipped'
  | 'rowsPerSecond'
  | 'speed'
  | 'robustness'
>;

/** Results of earlier evaluations lack what was not measured then. */
type StoredResult = Partial<EvaluationResult>;

/** MeasuredModel is what was measured last of a model. */
export interface MeasuredModel extends Measured {
  modelId: string;
}

/** EvaluationRepository keeps evaluations. */
export class EvaluationRepository {
  constructor(private readonly db: Db) {}

  async create(
    tx: Tx,
    row: Omit<Prisma.EvaluationUncheckedCreateInput, 'gates'> & { gates: readonly Gate[] },
  ): Promise<void> {
    await tx.evaluation.create({ data: { ...row, gates: toJson(row.gates) } });
  }

  /** rename writes a model's new name into its evaluations. */
  async rename(tx: Tx, { modelId, name }: Renaming): Promise<void> {
    await tx.$executeRaw`UPDATE "Evaluation" e SET "model" = ${name} FROM "ModelVersion" v WHERE v."id" = e."versionId" AND v."modelId" = ${modelId}::uuid`;
  }

  async find(id: string, workspaceId?: string): Promise<EvaluationRow | null> {
    const row = await this.db.prisma.evaluation.findFirst({ where: { id, ...(workspaceId && { workspaceId }) } });
    return row && (await this.withJobs([row]))[0]!;
  }

  async list(
    workspaceId: string,
    query: { limit: number; before?: string; model?: string; version?: number; dataset?: string; q?: string },
  ): Promise<EvaluationRow[]> {
    const { limit, before, q, ...filter } = query;
    const like = { contains: q ?? '', mode: 'insensitive' } as const;
    const rows = await this.db.prisma.evaluation.findMany({
      where: {
        workspaceId,
        ...filter,
        ...(before && { id: { lt: before } }),
        ...(q && { OR: [{ model: like }, { dataset: like }] }),
      },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
    return this.withJobs(rows);
  }

  /** newestDone is the newest finished evaluation of a version on any version of a dataset, or null. */
  async newestDone(versionId: string, dataset: string, tx: Tx = this.db.prisma): Promise<EvaluationRow | null> {
    const row = await tx.evaluation.findFirst({
      where: { versionId, dataset, finishedAt: { not: null } },
      orderBy: { id: 'desc' },
    });
    return row && (await this.withJobs([row], tx))[0]!;
  }

  /** doneOf are the finished evaluations of a version that have a result, newest first, at most 50. */
  async doneOf(versionId: string): Promise<EvaluationRow[]> {
    const rows = await this.db.prisma.evaluation.findMany({
      where: { versionId, rows: { not: null } },
      orderBy: { id: 'desc' },
      take: 50,
    });
    return this.withJobs(rows);
  }

  /** ofJob is what a job began to measure, or null. */
  async ofJob(jobId: string, versionId: string, dataset: string): Promise<EvaluationRow | null> {
    const row = await this.db.prisma.evaluation.findFirst({ where: { jobId, versionId, dataset } });
    return row && (await this.withJobs([row]))[0]!;
  }

  /** finish stores the result once; false when it was stored before. */
  async finish(
    tx: Tx,
    id: string,
    rows: number,
    verdict: string,
    result: EvaluationResult,
    finishedAt: Date,
  ): Promise<boolean> {
    const updated = await tx.evaluation.updateMany({
      where: { id, finishedAt: null },
      data: { rows, verdict, result: toJson(result), finishedAt },
    });
    return updated.count > 0;
  }

  /**
   * newestOfModels is the newest measurement of each model: of its champion where there is one, else of the newest version that has any. It is chosen
   * before its result is read, because results are large and all but one of a model are not wanted.
   */
  newestOfModels(modelIds: readonly string[]): Promise<MeasuredModel[]> {
    return this.db.prisma.$queryRaw<MeasuredModel[]>`
      SELECT newest.*, e."dataset", e."datasetVersion", e."gates", e."result"->'metrics' AS "metrics" FROM (
        SELECT DISTINCT ON (v."modelId") v."modelId", v."version", e."id" AS "evaluationId"
        FROM "ModelVersion" v JOIN "Evaluation" e ON e."versionId" = v."id" AND e."result" IS NOT NULL
          LEFT JOIN "ModelAlias" a ON a."versionId" = v."id" AND a."alias" = 'champion'
        WHERE v."modelId" = ANY(${modelIds}::uuid[]) AND v."deletedAt" IS NULL
        ORDER BY v."modelId", (a."alias" IS NULL), v."version" DESC, e."createdAt" DESC
      ) newest JOIN "Evaluation" e ON e."id" = newest."evaluationId"`;
  }

  private async withJobs(
    rows: Prisma.EvaluationGetPayload<object>[],
    tx: Tx = this.db.prisma,
  ): Promise<EvaluationRow[]> {
    const jobs = await tx.job.findMany({
      where: { id: { in: rows.map(({ jobId }) => jobId) } },
      select: { id: true, state: true, error: true },
    });
    const byId = new Map(jobs.map((job) => [job.id, job]));
    return rows.map((row) => ({
      ...row,
      job: {
        // Jobs are forgotten after a time, also those of a worker that was lost.
        state: byId.get(row.jobId)?.state ?? 'failed',
        error: (byId.get(row.jobId)?.error ?? null) as { detail: string } | null,
      },
    }));
  }
}

/** evaluationView is an evaluation as the API shows it. */
export function evaluationView(row: EvaluationRow): Evaluation {
  const { id, model, version, dataset, datasetVersion, target, positive, query, separator, jobId, rows } = row;
  const result = (row.result ?? {}) as StoredResult;
  return {
    id,
    model,
    version,
    dataset,
    datasetVersion,
    target,
    positive,
    query,
    separator,
    kind: result.kind ?? null,
    jobId,
    rows,
    state: stateOf(row),
    metrics: result.metrics ?? [],
    gates: gatesOf(row, result),
    verdict: row.verdict as Evaluation['verdict'],
    curves: result.curves ? { ...noCurves, ...result.curves } : null,
    confusion: result.confusion ?? null,
    thresholds: result.thresholds ?? null,
    classes: classesOf(result),
    residuals: result.residuals ? { ...noPoints, ...result.residuals } : null,
    slices: result.slices ?? [],
    fairness: result.fairness ?? [],
    champion: result.champion ?? null,
    worstRows: result.worstRows ?? [],
    skipped: result.skipped ?? { noTarget: 0, noPrediction: 0 },
    rowsPerSecond: result.rowsPerSecond ?? null,
    speed: result.speed ?? [],
    robustness: result.robustness ?? [],
    error: row.finishedAt === null ? (row.job.error?.detail ?? null) : null,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** What was measured stays so, whatever its job did afterwards; without a result in the row, a job that has ended meanwhile was read too late. */
function stateOf({ finishedAt, job }: EvaluationRow): Evaluation['state'] {
  if (finishedAt !== null) return 'done';
  return job.state === 'done' ? 'running' : (job.state as Evaluation['state']);
}

const noCurves = { bands: null, champion: null };
const noPoints = { points: [] };

function classesOf({ classes }: StoredResult): Evaluation['classes'] {
  if (!classes) return null;
  const rows = classes.rows.map((row) => ({ ...row, called: row.called ?? 0, auc: row.auc ?? null }));
  return { ...classes, rows, averages: classes.averages ?? [], confused: classes.confused ?? [] };
}

/** Gates that were set before they could compare with a champion hold their value. */
function gatesOf(row: EvaluationRow, result: StoredResult): Evaluation['gates'] {
  if (result.gates !== undefined)
    return result.gates.map((gate) => ({
      ...gate,
      compare: gate.compare ?? 'value',
      rows: gate.rows ?? row.rows,
      champion: gate.champion ?? null,
    }));
  return (row.gates as unknown as Gate[]).map((gate) => ({
    ...gate,
    compare: gate.compare ?? 'value',
    measured: null,
    rows: null,
    champion: null,
    outcome: 'not_measured' as const,
  }));
}
