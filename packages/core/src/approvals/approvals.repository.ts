import type { EventKind } from '@slipway/contracts';
import type { Prisma } from '@slipway/db';
import type { Db, Tx } from '../kernel/db.js';
import type { NumberedEvent } from '../kernel/logged-event.js';

/** AliasRequestRow is a request for an alias with the names of what it is about. */
export type AliasRequestRow = Prisma.AliasRequestGetPayload<object> & { model: string; version: number };

/** ApprovalsRepository keeps requests for aliases, and reads what was decided from the event log. */
export class ApprovalsRepository {
  constructor(private readonly db: Db) {}

  /** requests are those that wait at a time, the longest first; requests about what was deleted are left out. */
  requests(workspaceId: string, now: Date): Promise<AliasRequestRow[]> {
    return this.db.prisma.$queryRaw<AliasRequestRow[]>`
      SELECT r.*, v."modelName" AS "model", v."version" FROM "AliasRequest" r
        JOIN "ModelVersion" v ON v."id" = r."versionId" AND v."deletedAt" IS NULL
        JOIN "Model" m ON m."id" = r."modelId" AND m."deletedAt" IS NULL
      WHERE r."workspaceId" = ${workspaceId} AND r."endsAt" > ${now} ORDER BY r."askedAt", r."id" LIMIT 200`;
  }

  /** save stores a request in the place of one that has ended; it throws a unique violation while another one waits. */
  async save(tx: Tx, { askedAt, ...row }: Prisma.AliasRequestUncheckedCreateInput & { askedAt: Date }): Promise<void> {
    const { modelId, alias } = row;
    await tx.$executeRaw`
      DELETE FROM "AliasRequest" r WHERE r."modelId" = ${modelId}::uuid AND r."alias" = ${alias}
        AND (r."endsAt" <= ${askedAt} OR EXISTS (SELECT 1 FROM "ModelVersion" v WHERE v."id" = r."versionId" AND v."deletedAt" IS NOT NULL))`;
    await tx.aliasRequest.create({ data: { ...row, askedAt } });
  }

  /** take removes a request because it is answered; false when somebody else did meanwhile. */
  async take(tx: Tx, id: string): Promise<boolean> {
    return (await tx.aliasRequest.deleteMany({ where: { id } })).count > 0;
  }

  /** events pages through numbered events of some kinds, newest first, below `before`. */
  async events(
    workspaceId: string,
    kinds: readonly EventKind[],
    { before, take }: { before: bigint | null; take: number },
  ): Promise<NumberedEvent[]> {
    const rows = await this.db.prisma.event.findMany({
      where: { workspaceId, kind: { in: [...kinds] }, seq: before === null ? { not: null } : { lt: before } },
      orderBy: { seq: 'desc' },
      take,
    });
    return rows as NumberedEvent[];
  }
}
