import type { AlertCondition, AlertRule, ConditionTopic } from '@slipway/contracts';
import { Prisma } from '@slipway/db';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import { nameKey } from '../kernel/name-key.js';
import { uuidv7 } from '../kernel/uuid.js';

/** RuleRow is an alert rule as stored. */
export type RuleRow = Prisma.AlertRuleGetPayload<object>;
/** ConditionRule is a rule that looks at the traffic of endpoints. */
export type ConditionRule = Omit<RuleRow, 'topic' | 'condition'> & { topic: ConditionTopic; condition: AlertCondition };

/** NameQuery pages through things by name. */
export interface NameQuery {
  limit: number;
  q?: string;
  after?: string;
}

/** NewRuleRow is a rule about to be stored. */
export interface NewRuleRow {
  workspaceId: string;
  name: string;
  topic: string;
  condition: AlertCondition | null;
  endpoint: string | null;
  severity: string;
  channels: string[];
}

/** nameFilter is the where-clause of a NameQuery. */
export const nameFilter = ({ q, after }: NameQuery) => ({
  ...(after !== undefined && { gt: after }),
  ...(q && { contains: nameKey(q) }),
});

/** RulesRepository keeps alert rules. */
export class RulesRepository {
  constructor(private readonly db: Db) {}

  rule(workspaceId: string, name: string): Promise<RuleRow | null> {
    return this.db.prisma.alertRule.findUnique({
      where: { workspaceId_nameKey: { workspaceId, nameKey: nameKey(name) } },
    });
  }

  rules(workspaceId: string, query: NameQuery): Promise<RuleRow[]> {
    return this.db.prisma.alertRule.findMany({
      where: { workspaceId, nameKey: nameFilter(query) },
      orderBy: { nameKey: 'asc' },
      take: query.limit + 1,
    });
  }

  /** watching are the rules that are on for a topic, of this endpoint or of every one. */
  watching(tx: Tx, workspaceId: string, topic: string, endpoint: string | null): Promise<RuleRow[]> {
    return tx.alertRule.findMany({
      where: {
        workspaceId,
        topic,
        enabled: true,
        OR: [{ endpoint: null }, ...(endpoint === null ? [] : [{ endpoint }])],
      },
    });
  }

  /** withCondition are the rules of all workspaces that are on and look at traffic. */
  async withCondition(): Promise<ConditionRule[]> {
    const rows = await this.db.prisma.alertRule.findMany({
      where: { enabled: true, NOT: { condition: { equals: Prisma.DbNull } } },
    });
    return rows as unknown as ConditionRule[];
  }

  /** lock holds a rule that is on until the transaction ends; false when it is off or gone by now. */
  async lock(tx: Tx, id: string): Promise<boolean> {
    const rows = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "AlertRule" WHERE "id" = ${id}::uuid AND "enabled" FOR UPDATE`;
    return rows.length > 0;
  }

  /** openEndpoints are the endpoints at which a rule has an alert that has not ended. */
  async openEndpoints(ruleId: string): Promise<string[]> {
    const rows = await this.db.prisma.alert.findMany({
      where: { ruleId, resolvedAt: null, endpoint: { not: null } },
      select: { endpoint: true },
      distinct: ['endpoint'],
    });
    return rows.flatMap(({ endpoint }) => (endpoint === null ? [] : [endpoint]));
  }

  sendingTo(tx: Tx, workspaceId: string, channel: string): Promise<RuleRow[]> {
    return tx.alertRule.findMany({ where: { workspaceId, channels: { has: channel } } });
  }

  async create(tx: Tx, { condition, ...row }: NewRuleRow): Promise<void> {
    const stored = condition === null ? Prisma.DbNull : toJson(condition);
    await tx.alertRule.create({ data: { id: uuidv7(), nameKey: nameKey(row.name), ...row, condition: stored } });
  }

  async update(tx: Tx, id: string, change: Prisma.AlertRuleUncheckedUpdateInput): Promise<void> {
    await tx.alertRule.update({ where: { id }, data: change });
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.alertRule.delete({ where: { id } });
  }
}

/** ruleView is a rule as the API shows it. */
export function ruleView(row: RuleRow): AlertRule {
  const { name, endpoint, channels, enabled } = row;
  return {
    name,
    endpoint,
    channels,
    enabled,
    topic: row.topic as AlertRule['topic'],
    condition: row.condition as AlertCondition | null,
    severity: row.severity as AlertRule['severity'],
    createdAt: row.createdAt.toISOString(),
  };
}
