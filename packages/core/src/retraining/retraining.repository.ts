import type { JobState, TrainingInput, TrainingRun } from '@slipway/contracts';
import type { Prisma } from '@slipway/db';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import type { Renaming } from '../registry/index.js';
import { outcomeOf, type OutcomeStep } from './training-outcome.js';
import { resultsOf, stepViews, TrainingStepsRepository, type StepRow } from './training-steps.repository.js';

/** TrainingRunRow is a training run with its steps and the state of its job. */
export type TrainingRunRow = Prisma.TrainingRunGetPayload<object> & {
  job: { state: string; isCancelling: boolean; error: { detail: string } | null };
  steps: StepRow[];
};

/** RetrainingRepository keeps training runs. */
export class RetrainingRepository {
  constructor(private readonly db: Db) {}

  async createRun(tx: Tx, row: Prisma.TrainingRunUncheckedCreateInput): Promise<void> {
    await tx.trainingRun.create({ data: row });
  }

  async updateRun(tx: Tx, id: string, change: Prisma.TrainingRunUncheckedUpdateInput): Promise<void> {
    await tx.trainingRun.update({ where: { id }, data: change });
  }

  /** rename writes a model's new name into its training runs and into the triggers that train it. */
  async rename(tx: Tx, { workspaceId, modelId, before, name }: Renaming): Promise<void> {
    await tx.$executeRaw`UPDATE "TrainingRun" r SET "model" = ${name} FROM "ModelVersion" v WHERE v."id" = r."versionId" AND v."modelId" = ${modelId}::uuid`;
    await tx.$executeRaw`UPDATE "Trigger" SET "input" = "input" || jsonb_build_object('model', ${name}::text)
      WHERE "workspaceId" = ${workspaceId} AND "input"->>'model' = ${before}
        AND NOT EXISTS (SELECT 1 FROM "Model" WHERE "workspaceId" = ${workspaceId} AND "name" = ${before} AND "deletedAt" IS NULL)`;
  }

  /** isUnderWay tells whether a worker does a run now. */
  async isUnderWay(id: string): Promise<boolean> {
    const rows = await this.db.prisma.$queryRaw<unknown[]>`
      SELECT 1 FROM "TrainingRun" r JOIN "Job" j ON j."id" = r."jobId" WHERE r."id"::text = ${id} AND j."state" = 'running'`;
    return rows.length > 0;
  }

  /** saveLog keeps what a running trainer printed so far. */
  async saveLog(id: string, log: string): Promise<void> {
    await this.db.prisma.trainingRun.updateMany({ where: { id, finishedAt: null }, data: { log } });
  }

  /** unfinishedRuns counts runs of a model whose job still waits or runs, or that wait for somebody outside: a job that was lost for good blocks nobody. */
  async unfinishedRuns(tx: Tx, model: string, workspaceId: string): Promise<number> {
    const rows = await tx.$queryRaw<{ count: bigint }[]>`
      SELECT count(*) AS "count" FROM "TrainingRun" r JOIN "Job" j ON j."id" = r."jobId"
      WHERE r."workspaceId" = ${workspaceId} AND r."model" = ${model} AND (j."state" IN ('waiting', 'running')
          OR j."state" = 'done' AND EXISTS (SELECT 1 FROM "TrainingStep" s WHERE s."trainingRunId" = r."id" AND s."state" = 'held'))`;
    return Number(rows[0]?.count ?? 0);
  }

  async findRun(id: string, workspaceId?: string, tx: Tx = this.db.prisma): Promise<TrainingRunRow | null> {
    const row = await tx.trainingRun.findFirst({ where: { id, ...(workspaceId && { workspaceId }) } });
    return row && (await this.withJobs([row], tx))[0]!;
  }

  async listRuns(
    workspaceId: string,
    query: { limit: number; before?: string; trainer?: string; model?: string; q?: string },
  ): Promise<TrainingRunRow[]> {
    const { limit, before, q, ...filter } = query;
    const like = { contains: q ?? '', mode: 'insensitive' } as const;
    return this.withJobs(
      await this.db.prisma.trainingRun.findMany({
        where: {
          workspaceId,
          ...filter,
          ...(before && { id: { lt: before } }),
          ...(q && { OR: [{ model: like }, { trainer: like }, { trigger: like }] }),
        },
        orderBy: { id: 'desc' },
        take: limit + 1,
      }),
    );
  }

  /** waitingForApproval are the runs whose canary a person has to agree to, the longest first. */
  async waitingForApproval(workspaceId: string): Promise<TrainingRunRow[]> {
    const where = { workspaceId, steps: { some: { name: 'approve', state: 'held' } } };
    return this.withJobs(await this.db.prisma.trainingRun.findMany({ where, orderBy: { id: 'asc' }, take: 200 }));
  }

  async lastRunAt(workspaceId: string, trainer: string): Promise<Date | null> {
    return (
      (
        await this.db.prisma.trainingRun.findFirst({
          where: { workspaceId, trainer },
          orderBy: { id: 'desc' },
          select: { createdAt: true },
        })
      )?.createdAt ?? null
    );
  }

  /** lastRunOfModel is when a model was last set to be trained, by whomever; null when never. */
  async lastRunOfModel(workspaceId: string, model: string, tx: Tx): Promise<Date | null> {
    const where = { workspaceId, model };
    const newest = { orderBy: { id: 'desc' }, select: { createdAt: true } } as const;
    return (await tx.trainingRun.findFirst({ where, ...newest }))?.createdAt ?? null;
  }

  private async withJobs(
    rows: Prisma.TrainingRunGetPayload<object>[],
    tx: Tx = this.db.prisma,
  ): Promise<TrainingRunRow[]> {
    const jobs = await tx.job.findMany({
      where: { id: { in: rows.map(({ jobId }) => jobId) } },
      select: { id: true, state: true, cancelRequested: true, error: true },
    });
    const byId = new Map(jobs.map((job) => [job.id, job]));
    const steps = await new TrainingStepsRepository(this.db).of(
      rows.map(({ id }) => id),
      tx,
    );
    return rows.map((row) => ({
      ...row,
      steps: steps.get(row.id) ?? [],
      job: {
        // Jobs are forgotten after a time, also those of a worker that was lost.
        state: byId.get(row.jobId)?.state ?? (row.finishedAt === null ? 'failed' : 'done'),
        isCancelling: byId.get(row.jobId)?.cancelRequested ?? false,
        error: (byId.get(row.jobId)?.error ?? null) as { detail: string } | null,
      },
    }));
  }
}

/** inputOf is the stored input of a trigger or run. */
export const inputOf = (row: { input: unknown }): TrainingInput => row.input as TrainingInput;

/** inputJson passes an input to a Json column. */
export const inputJson = (input: TrainingInput): Prisma.InputJsonValue => toJson(input);

/** trainingRunView is a training run as the API shows it; in a list its logs are left out. */
export function trainingRunView(row: TrainingRunRow): TrainingRun {
  const { id, trainer, trigger, why, jobId, model, endpoint, dataRows, dataDigest, version, exitCode, log, startedBy } =
    row;
  const results = resultsOf(row.steps);
  const state = runState(row);
  return {
    id,
    trainer,
    trigger,
    why,
    jobId,
    model,
    endpoint,
    dataRows,
    dataDigest,
    version,
    exitCode,
    log,
    startedBy,
    state,
    input: inputOf(row),
    thenRollOut: row.thenRollOut as TrainingRun['thenRollOut'],
    steps: stepViews(row.steps, row.job, log),
    dataset: results.fetch?.dataset ?? null,
    datasetVersion: results.fetch?.datasetVersion ?? null,
    evaluationId: results.evaluate?.evaluationId ?? null,
    gates: results.evaluate?.verdict ?? null,
    outcome: outcomeOf(state, row.steps as OutcomeStep[]),
    rolloutId: results.canary?.rolloutId ?? null,
    runId: row.runId,
    metrics: row.metrics as Record<string, number>,
    folds: results.train?.folds ?? [],
    error: row.job.error?.detail ?? null,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** runState is where a run stands. One that waits for a person has no job any more. A job that is done without an end of the run was read after it: the run has one by now. */
export function runState({ job, steps, finishedAt }: TrainingRunRow): JobState {
  if (job.state !== 'done') return job.state as JobState;
  if (steps.some(({ state }) => state === 'held')) return 'waiting';
  if (steps.some(({ state }) => state === 'cancelled')) return 'cancelled';
  return finishedAt === null ? 'running' : 'done';
}
