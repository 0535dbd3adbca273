import type { Prisma } from '@slipway/db';
import type { Db, Tx } from '../kernel/db.js';
import { toJson } from '../kernel/db.js';

const whole = { latest: true, inputs: true, modelInputs: true, outputs: true } satisfies Prisma.RunInclude;

/** RunRow is a run with the newest point of each metric, its inputs and outputs. */
export type RunRow = Prisma.RunGetPayload<{ include: typeof whole }>;

const brief = { id: true, name: true, experiment: true, status: true, deletedAt: true } satisfies Prisma.RunSelect;

/** BriefRunRow is what must be known of a run before something is done to it. */
export type BriefRunRow = Prisma.RunGetPayload<{ select: typeof brief }>;

/** ExperimentRow is an experiment. */
export type ExperimentRow = Prisma.ExperimentGetPayload<object>;

/** DEFAULT_EXPERIMENT is there in every workspace. */
export const DEFAULT_EXPERIMENT = 0;

/** RunsRepository keeps experiments and runs; points of metrics are MetricsRepository's. */
export class RunsRepository {
  constructor(private readonly db: Db) {}

  /** ensureDefault makes experiment 0 unless it is there. */
  async ensureDefault(workspaceId: string): Promise<void> {
    await this.db.pool.query(
      `INSERT INTO "Experiment" ("workspaceId", "number", "name", "updatedAt") VALUES ($1, 0, 'Default', now())
       ON CONFLICT DO NOTHING`,
      [workspaceId],
    );
  }

  findExperiment(workspaceId: string, number: number, tx: Tx = this.db.prisma): Promise<ExperimentRow | null> {
    return tx.experiment.findUnique({ where: { workspaceId_number: { workspaceId, number } } });
  }

  findExperimentByName(workspaceId: string, name: string): Promise<ExperimentRow | null> {
    return this.db.prisma.experiment.findUnique({ where: { workspaceId_name: { workspaceId, name } } });
  }

  /** createExperiment takes the next number of the workspace; whoever creates at the same time waits. A taken name is a unique violation. */
  async createExperiment(tx: Tx, workspaceId: string, name: string, tags: object): Promise<number> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`experiments ${workspaceId}`}, 0))`;
    const { _max } = await tx.experiment.aggregate({ where: { workspaceId }, _max: { number: true } });
    const number = (_max.number ?? DEFAULT_EXPERIMENT) + 1;
    await tx.experiment.create({ data: { workspaceId, number, name, tags: toJson(tags) } });
    return number;
  }

  async updateExperiment(
    tx: Tx,
    workspaceId: string,
    number: number,
    data: { name?: string; deletedAt?: Date | null },
  ): Promise<void> {
    await tx.experiment.update({ where: { workspaceId_number: { workspaceId, number } }, data });
  }

  async setExperimentTag(workspaceId: string, number: number, key: string, value: string): Promise<void> {
    await this.db.pool.query(
      `UPDATE "Experiment" SET "tags" = "tags" || jsonb_build_object($3::text, $4::text), "updatedAt" = now()
       WHERE "workspaceId" = $1 AND "number" = $2`,
      [workspaceId, number, key, value],
    );
  }

  async createRun(tx: Tx, run: Prisma.RunUncheckedCreateInput): Promise<void> {
    await tx.run.create({ data: run });
  }

  find(workspaceId: string, id: string): Promise<RunRow | null> {
    return this.db.prisma.run.findFirst({ where: { id, workspaceId }, include: whole });
  }

  findBrief(workspaceId: string, id: string): Promise<BriefRunRow | null> {
    return this.db.prisma.run.findFirst({ where: { id, workspaceId }, select: brief });
  }

  async byIds(ids: readonly string[]): Promise<RunRow[]> {
    const rows = await this.db.prisma.run.findMany({ where: { id: { in: [...ids] } }, include: whole });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  async updateRun(
    tx: Tx,
    id: string,
    data: { name?: string; status?: string; endTime?: bigint; deletedAt?: Date | null },
  ): Promise<void> {
    await tx.run.update({ where: { id }, data });
  }

  /** removeTag is false when there was no such tag. */
  async removeTag(id: string, key: string): Promise<boolean> {
    const { rowCount } = await this.db.pool.query(
      'UPDATE "Run" SET "tags" = "tags" - $2::text WHERE "id" = $1 AND jsonb_exists("tags", $2::text)',
      [id, key],
    );
    return (rowCount ?? 0) > 0;
  }

  async addInputs(runId: string, inputs: readonly Omit<Prisma.RunInputUncheckedCreateInput, 'runId'>[]): Promise<void> {
    await this.db.prisma.runInput.createMany({
      data: inputs.map((input) => ({ ...input, runId })),
      skipDuplicates: true,
    });
  }

  async addModelInputs(runId: string, modelIds: readonly string[]): Promise<void> {
    const data = modelIds.map((modelId) => ({ runId, modelId }));
    await this.db.prisma.runModelInput.createMany({ data, skipDuplicates: true });
  }

  async addOutputs(runId: string, outputs: readonly { modelId: string; step: bigint }[]): Promise<void> {
    await this.db.prisma.runOutput.createMany({
      data: outputs.map((output) => ({ ...output, runId })),
      skipDuplicates: true,
    });
  }
}
