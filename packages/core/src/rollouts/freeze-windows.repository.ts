import type { Prisma } from '@slipway/db';
import type { Db, Tx } from '../kernel/db.js';

/** FreezeRow is a freeze window as stored. */
export type FreezeRow = Prisma.FreezeWindowGetPayload<object>;

/** FreezeWindowsRepository keeps the times at which no rollout goes on. */
export class FreezeWindowsRepository {
  constructor(private readonly db: Db) {}

  create(tx: Tx, row: FreezeRow): Promise<FreezeRow> {
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

  /** activeAt is the window that an endpoint is in, the one that lasts longest of several; null outside of all. */
  activeAt(workspaceId: string, endpoint: string, now: Date, tx: Tx = this.db.prisma): Promise<FreezeRow | null> {
    return tx.freezeWindow.findFirst({
      where: { workspaceId, startsAt: { lte: now }, endsAt: { gt: now }, OR: [{ endpoint: null }, { endpoint }] },
      orderBy: { endsAt: 'desc' },
    });
  }
}
