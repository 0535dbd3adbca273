import type { Prisma } from '@slipway/db';
import type { Db, Tx } from '../kernel/db.js';

/** TemplateRow is a saved template as stored. */
export type TemplateRow = Prisma.RolloutTemplateGetPayload<object>;

/** RolloutTemplatesRepository keeps the ways to roll out that people of a workspace saved. */
export class RolloutTemplatesRepository {
  constructor(private readonly db: Db) {}

  list(workspaceId: string): Promise<TemplateRow[]> {
    return this.db.prisma.rolloutTemplate.findMany({ where: { workspaceId }, orderBy: { name: 'asc' } });
  }

  /** others counts the templates of a workspace that have another name. */
  others(tx: Tx, workspaceId: string, name: string): Promise<number> {
    return tx.rolloutTemplate.count({ where: { workspaceId, name: { not: name } } });
  }

  save(tx: Tx, row: Prisma.RolloutTemplateCreateInput): Promise<TemplateRow> {
    const { workspaceId, name } = row;
    return tx.rolloutTemplate.upsert({ where: { workspaceId_name: { workspaceId, name } }, create: row, update: row });
  }

  /** remove says whether there was one. */
  async remove(tx: Tx, workspaceId: string, name: string): Promise<boolean> {
    return (await tx.rolloutTemplate.deleteMany({ where: { workspaceId, name } })).count === 1;
  }
}
