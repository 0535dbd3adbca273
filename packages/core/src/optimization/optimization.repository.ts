import type { JobState, OptimizationMachine, OptimizationPoint } from '@slipway/contracts';
import type { Prisma } from '@slipway/db';
import { toJson, type Db, type Tx } from '../kernel/db.js';

type Stored = Prisma.OptimizationGetPayload<object>;

/** OptimizationRow is a sweep with the state of its job. */
export interface OptimizationRow extends Omit<Stored, 'points' | 'machine'> {
  points: OptimizationPoint[];
  machine: OptimizationMachine | null;
  job: { state: JobState; progress: number; error: { detail: string } | null };
}

/** OptimizationRepository keeps sweeps. */
export class OptimizationRepository {
  constructor(private readonly db: Db) {}

  /** create keeps a new sweep; false when its job is that of another one. */
  async create(tx: Tx, row: Prisma.OptimizationUncheckedCreateInput): Promise<boolean> {
    return (await tx.optimization.createMany({ data: [row], skipDuplicates: true })).count === 1;
  }

  async find(id: string, workspaceId?: string): Promise<OptimizationRow | null> {
    const row = await this.db.prisma.optimization.findFirst({ where: { id, ...(workspaceId && { workspaceId }) } });
    return row && (await this.withJobs([row]))[0]!;
  }

  async list(
    workspaceId: string,
    { limit, before, versionId }: { limit: number; before?: string | undefined; versionId?: string | undefined },
  ): Promise<OptimizationRow[]> {
    const rows = await this.db.prisma.optimization.findMany({
      where: { workspaceId, ...(versionId && { versionId }), ...(before && { id: { lt: before } }) },
      orderBy: { id: 'desc' },
      take: limit,
    });
    return this.withJobs(rows);
  }

  async begin(tx: Tx, id: string, machine: OptimizationMachine): Promise<void> {
    await tx.optimization.update({ where: { id }, data: { machine: toJson(machine) } });
  }

  /** addPoint appends what was measured just now, so that a crash costs one point. */
  async addPoint(tx: Tx, id: string, point: OptimizationPoint): Promise<void> {
    await tx.$executeRaw`UPDATE "Optimization" SET "points" = "points" || ${JSON.stringify([point])}::jsonb WHERE "id" = ${id}::uuid`;
  }

  async complete(tx: Tx, id: string): Promise<void> {
    await tx.optimization.update({ where: { id }, data: { isComplete: true } });
  }

  private async withJobs(rows: readonly Stored[]): Promise<OptimizationRow[]> {
    const jobs = await this.db.prisma.job.findMany({
      where: { id: { in: rows.map(({ jobId }) => jobId) } },
      select: { id: true, state: true, progress: true, error: true },
    });
    const byId = new Map(jobs.map((job) => [job.id, job]));
    return rows.map((row) => {
      const { state, progress, error } = byId.get(row.jobId) ?? { state: 'failed', progress: 1, error: null };
      return {
        ...row,
        points: row.points as unknown as OptimizationPoint[],
        machine: row.machine as OptimizationMachine | null,
        job: { state: state as JobState, progress, error: error as { detail: string } | null },
      };
    });
  }
}
