import type { Prisma } from '@slipway/db';
import type { Db, Tx } from '../kernel/db.js';

/** FreezeRow is a freeze window as stored. */
export type FreezeRow = Prisma.FreezeWindowGetPayload<object>;

const notOver = (now: Date) => ({ OR: [{ endsAt: null }, { endsAt: { gt: now } }] });

/** FreezeWindowsRepository keeps the times at which no rollout goes on. */
export class FreezeWindowsRepository {
  constructor(private readonly db: Db) {}

  create(tx: Tx, row: Prisma.FreezeWindowCreateInput): Promise<FreezeRow> {
    return tx.freezeWindow.create({ data: row });
  }

  list(workspaceId: string, { limit, before }: { limit: number; before?: string }): Promise<FreezeRow[]> {
    const where = { workspaceId, ...(before && { id: { lt: before } }) };
    return this.db.prisma.freezeWindow.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1 });
  }

  find(workspaceId: string, id: string): Promise<FreezeRow | null> {
    return this.db.prisma.freezeWindow.findFirst({ where: { workspaceId, id } });
  }

  async remove(tx: Tx, id: string): Promise<boolean> {
    return (await tx.freezeWindow.deleteMany({ where: { id } })).count === 1;
  }

  /** unended counts the windows of a workspace that are not over. */
  unended(tx: Tx, workspaceId: string, now: Date): Promise<number> {
    return tx.freezeWindow.count({ where: { workspaceId, ...notOver(now) } });
  }

  /** of lists the windows of an endpoint that have begun and are not over; a weekly one among them need not be in force. */
  of(workspaceId: string, endpoint: string, now: Date, tx: Tx = this.db.prisma): Promise<FreezeRow[]> {
    const ofIt = { OR: [{ endpoint: null }, { endpoint }] };
    return tx.freezeWindow.findMany({ where: { workspaceId, startsAt: { lte: now }, AND: [notOver(now), ofIt] } });
  }
}
