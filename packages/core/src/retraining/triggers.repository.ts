import type { QuietHours, Trigger, TriggerCondition, TriggerDecision } from '@slipway/contracts';
import { Prisma } from '@slipway/db';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import { nameKey } from '../kernel/name-key.js';
import { inputOf } from './retraining.repository.js';

/** TriggerRow is a trigger as stored. */
export type TriggerRow = Prisma.TriggerGetPayload<object>;

/** DecisionRow is a firing or holding back as stored. */
export type DecisionRow = Prisma.TriggerDecisionGetPayload<object>;

/** WatchedCondition is a condition as stored: with the id of the monitor that it names. */
export type WatchedCondition = TriggerCondition & { monitorId?: string };

/** TriggersRepository keeps triggers and their decisions. */
export class TriggersRepository {
  constructor(private readonly db: Db) {}

  async create(tx: Tx, row: Omit<Prisma.TriggerUncheckedCreateInput, 'nameKey'>): Promise<void> {
    await tx.trigger.create({ data: { ...row, nameKey: nameKey(row.name) } });
  }

  find(workspaceId: string, name: string): Promise<TriggerRow | null> {
    return this.db.prisma.trigger.findUnique({
      where: { workspaceId_nameKey: { workspaceId, nameKey: nameKey(name) } },
    });
  }

  list(workspaceId: string, query: { limit: number; after?: string; q?: string }): Promise<TriggerRow[]> {
    return this.db.prisma.trigger.findMany({
      where: {
        workspaceId,
        nameKey: {
          ...(query.after !== undefined && { gt: query.after }),
          ...(query.q && { contains: nameKey(query.q) }),
        },
      },
      orderBy: { nameKey: 'asc' },
      take: query.limit + 1,
    });
  }

  /** watching finds the triggers with a condition on a monitor. */
  async watching(tx: Tx, monitorId: string): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Trigger" WHERE "conditions" @> ${JSON.stringify([{ monitorId }])}::jsonb ORDER BY "id"`;
    return rows.map(({ id }) => id);
  }

  /** lock returns a trigger that nobody else decides about, nor about another one of its model, until the transaction ends; null when it is gone. */
  async lock(tx: Tx, id: string): Promise<TriggerRow | null> {
    await tx.$queryRaw`SELECT 1 FROM "Trigger" WHERE "id" = ${id}::uuid FOR UPDATE`;
    const row = await tx.trigger.findUnique({ where: { id } });
    if (row === null) return null;
    const key = `training ${row.workspaceId} ${inputOf(row).model}`;
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
    return row;
  }

  async update(tx: Tx, id: string, change: Prisma.TriggerUncheckedUpdateInput): Promise<void> {
    await tx.trigger.update({ where: { id }, data: change });
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.trigger.delete({ where: { id } });
  }

  addDecision(tx: Tx, row: Prisma.TriggerDecisionUncheckedCreateInput): Promise<DecisionRow> {
    return tx.triggerDecision.create({ data: row });
  }

  newestDecision(tx: Tx, triggerId: string): Promise<DecisionRow | null> {
    return tx.triggerDecision.findFirst({ where: { triggerId }, orderBy: { id: 'desc' } });
  }

  decisions(triggerId: string, query: { limit: number; before?: string }): Promise<DecisionRow[]> {
    return this.db.prisma.triggerDecision.findMany({
      where: { triggerId, ...(query.before && { id: { lt: query.before } }) },
      orderBy: { id: 'desc' },
      take: query.limit + 1,
    });
  }

  /** firings are the times after `since` at which triggers fired, by trigger, oldest first. */
  async firings(triggerIds: readonly string[], since: Date, tx: Tx = this.db.prisma): Promise<Map<string, Date[]>> {
    const rows = await tx.triggerDecision.findMany({
      where: { triggerId: { in: [...triggerIds] }, outcome: 'fired', at: { gt: since } },
      orderBy: { at: 'asc' },
      select: { triggerId: true, at: true },
    });
    const byTrigger = Map.groupBy(rows, ({ triggerId }) => triggerId);
    return new Map([...byTrigger].map(([id, fired]) => [id, fired.map(({ at }) => at)]));
  }
}

const conditionsOf = (row: TriggerRow): WatchedCondition[] => row.conditions as unknown as WatchedCondition[];

/** policyOf is what a stored trigger asks for, and its limits. */
export const policyOf = (row: TriggerRow) => ({
  enabled: row.enabled,
  conditions: conditionsOf(row),
  needed: row.needed,
  cooldownSeconds: row.cooldownSeconds,
  budgetPerWeek: row.budgetPerWeek,
  quietHours: row.quietHours as QuietHours | null,
});

/** triggerView is a trigger as the API shows it; `firedThisWeek` counts against its budget. */
export function triggerView(row: TriggerRow, firedThisWeek: number): Trigger {
  const { name, trainer, lastDecision, budgetPerWeek } = row;
  return {
    name,
    trainer,
    lastDecision,
    ...policyOf(row),
    conditions: conditionsOf(row).map(withoutId),
    input: inputOf(row),
    budgetLeft: budgetPerWeek === null ? null : Math.max(0, budgetPerWeek - firedThisWeek),
    thenRollOut: row.thenRollOut as Trigger['thenRollOut'],
    lastFiredAt: row.lastFiredAt?.toISOString() ?? null,
    nextLookAt: row.nextLookAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

/** decisionView is a firing or holding back as the API shows it. */
export function decisionView(row: DecisionRow): TriggerDecision {
  const { why, trainingRunId } = row;
  return {
    why,
    trainingRunId,
    at: row.at.toISOString(),
    outcome: row.outcome as TriggerDecision['outcome'],
    reason: row.reason as TriggerDecision['reason'],
    conditions: row.conditions as TriggerDecision['conditions'],
    lookAgainAt: row.lookAgainAt?.toISOString() ?? null,
  };
}

/** conditionsJson passes conditions to a Json column. */
export const conditionsJson = (conditions: readonly object[]): Prisma.InputJsonValue => toJson(conditions);

/** jsonOrNull passes a value that may be missing to a Json column: nothing is the database's own null. */
export const jsonOrNull = (value: object | null | undefined): Prisma.InputJsonValue | typeof Prisma.DbNull =>
  value == null ? Prisma.DbNull : toJson(value);

function withoutId(condition: WatchedCondition): TriggerCondition {
  const { monitorId, ...shown } = condition;
  return monitorId === undefined ? condition : shown;
}
