import type { PairReport, Replay } from '@slipway/contracts';
import { Prisma } from '@slipway/db';
import { toJson, type Db, type Tx } from '../kernel/db.js';

/** ReplayRow is a replay as stored. */
export type ReplayRow = Prisma.ReplayGetPayload<object>;

/** LoggedRequest is one row of the prediction log that can be asked again. */
export interface LoggedRequest {
  requestId: string;
  row: number;
  at: Date;
  inputs: Record<string, unknown>;
}

/** ReplaysRepository keeps replays and reads what they ask again. */
export class ReplaysRepository {
  constructor(private readonly db: Db) {}

  async create(tx: Tx, row: Omit<ReplayRow, 'report' | 'finishedAt'>): Promise<void> {
    await tx.replay.create({ data: row });
  }

  find(id: string, workspaceId?: string): Promise<ReplayRow | null> {
    return this.db.prisma.replay.findFirst({ where: { id, ...(workspaceId && { workspaceId }) } });
  }

  list(endpointId: string, { limit, before }: { limit: number; before?: string }): Promise<ReplayRow[]> {
    const where = { endpointId, ...(before && { id: { lt: before } }) };
    return this.db.prisma.replay.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1 });
  }

  /** finish stores the report once; false when it was stored before. */
  async finish(tx: Tx, id: string, report: PairReport, finishedAt: Date): Promise<boolean> {
    const { count } = await tx.replay.updateMany({
      where: { id, finishedAt: null },
      data: { report: toJson(report), finishedAt },
    });
    return count === 1;
  }

  async jobStates(jobIds: readonly string[]): Promise<ReadonlyMap<string, Replay['state']>> {
    const rows = await this.db.prisma.job.findMany({
      where: { id: { in: [...jobIds] } },
      select: { id: true, state: true },
    });
    return new Map(rows.map(({ id, state }) => [id, state as Replay['state']]));
  }

  /** newestLogged are the newest sampled rows of an endpoint before a moment, and since one, whose inputs were logged, none as a digest, whoever answered them, at the smallest share that was logged among them. */
  newestLogged(
    endpointId: string,
    limit: number,
    { since, before }: { since: Date | null; before: Date },
  ): Promise<LoggedRequest[]> {
    const isRecent = since === null ? Prisma.empty : Prisma.sql`AND "receivedAt" >= ${since}`;
    return this.db.prisma.$queryRaw<LoggedRequest[]>`
      SELECT "requestId", "row", "at", "inputs" FROM (
        SELECT newest.*, min("keepRate") OVER () AS "least" FROM (
          SELECT * FROM "PredictionRow" WHERE "endpointId" = ${endpointId}::uuid AND "inSample" AND "inputs" IS NOT NULL AND "receivedAt" < ${before} ${isRecent}
            AND NOT jsonb_path_exists("inputs", '$.* ? (@ starts with "hmac:")')
          ORDER BY "receivedAt" DESC LIMIT ${limit}) newest) drawn
      WHERE "draw" < "least" ORDER BY "receivedAt" DESC`;
  }
}
