import type { Prisma } from '@slipway/db';
import type { Db, Tx } from '../kernel/db.js';

/** ViewRow is a saved view as stored. */
export type ViewRow = Prisma.SavedViewGetPayload<object>;

/** Viewer is who looks at the views of a workspace. */
export interface Viewer {
  workspaceId: string;
  owner: string;
}

/** SavedViewsRepository keeps list pages that people saved under names. */
export class SavedViewsRepository {
  constructor(private readonly db: Db) {}

  /** list returns what somebody sees, by name, one's own before a shared one of the same name. */
  async list(viewer: Viewer, page: string | undefined): Promise<ViewRow[]> {
    const rows = await this.db.prisma.savedView.findMany({
      where: { ...seenBy(viewer), ...(page !== undefined && { page }) },
      orderBy: { name: 'asc' },
    });
    return [...rows].sort((a, b) => (a.name === b.name ? rank(a, viewer) - rank(b, viewer) : 0));
  }

  /** find returns what a name means to somebody: their own view, else the shared one. */
  async find(
    tx: Tx,
    viewer: Viewer,
    name: string,
    only: { page?: string; shared?: boolean } = {},
  ): Promise<ViewRow | null> {
    const rows = await tx.savedView.findMany({ where: { AND: [seenBy(viewer), only], name } });
    return rows.sort((a, b) => rank(a, viewer) - rank(b, viewer))[0] ?? null;
  }

  /** count tells how many somebody has. */
  count(tx: Tx, viewer: Viewer): Promise<number> {
    return tx.savedView.count({ where: viewer });
  }

  save(tx: Tx, row: Prisma.SavedViewCreateInput): Promise<ViewRow> {
    const { workspaceId, owner, name } = row;
    const key = { workspaceId_owner_name: { workspaceId, owner, name } };
    return tx.savedView.upsert({ where: key, create: row, update: row });
  }

  /** remove says whether there was one. */
  async remove(tx: Tx, { workspaceId, owner, name }: ViewRow): Promise<boolean> {
    return (await tx.savedView.deleteMany({ where: { workspaceId, owner, name } })).count === 1;
  }
}

const seenBy = ({ workspaceId, owner }: Viewer) => ({ workspaceId, OR: [{ owner }, { shared: true }] });
const rank = ({ owner }: ViewRow, viewer: Viewer): number => (owner === viewer.owner ? 0 : 1);
