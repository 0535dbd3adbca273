import {
  ConditionTopic,
  type AlertRule,
  type BodyOf,
  type endpointTable,
  type Page,
  type QueryOf,
  type RulePreview,
} from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { isUniqueViolation, notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import { nameKey } from '../kernel/name-key.js';
import type { AlertingRepository } from './alerting.repository.js';
import { simulateCondition } from './conditions/simulate-condition.js';
import { readBack } from './conditions/read-back.js';
import { slowerThanOf, type ReadTraffic } from './conditions/watch-conditions.js';
import { ruleView, type NameQuery, type RuleRow, type RulesRepository } from './rules.repository.js';

type Table = typeof endpointTable;
type Named = { params: { name: string } };

const MOST_PREVIEWED = 100;

/** Rules say what to watch and whom to tell. */
export class Rules {
  constructor(
    private readonly kit: Kit,
    private readonly repository: RulesRepository,
    private readonly channels: AlertingRepository,
    private readonly readTraffic: ReadTraffic,
  ) {}

  /** list pages through rules by name. */
  async list(actor: Actor, { query }: { query: QueryOf<Table['listRules']> }): Promise<Page<AlertRule>> {
    const rows = await this.repository.rules(actor.workspaceId, byName(query));
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [nameKey(row.name)]);
    return { items: items.map(ruleView), nextCursor };
  }

  /** create adds a rule. */
  async create(actor: Actor, { body }: { body: BodyOf<Table['createRule']> }): Promise<AlertRule> {
    await this.requireChannels(actor, body.channels);
    try {
      await this.kit.db.transaction(async (tx) => {
        const { condition = null, endpoint = null, ...rest } = body;
        await this.repository.create(tx, { workspaceId: actor.workspaceId, ...rest, condition, endpoint });
        await appendEvent(tx, actor, {
          kind: 'alerting.rule_created',
          subjectKind: 'rule',
          subjectName: body.name,
          after: body,
        });
      });
    } catch (error) {
      throw asTaken(error, 'rule', body.name);
    }
    return ruleView(await this.require(actor, body.name));
  }

  /** update changes whom a rule tells, how loudly, when, or whether it is on. Throws `conflict` for a condition where the topic has none. */
  async update(actor: Actor, { params, body }: Named & { body: BodyOf<Table['updateRule']> }): Promise<AlertRule> {
    const row = await this.require(actor, params.name);
    const before = ruleView(row);
    if (body.condition !== undefined) requireFitting(before, body.condition);
    await this.requireChannels(actor, body.channels ?? []);
    await this.kit.db.transaction(async (tx) => {
      await this.repository.update(tx, row.id, body);
      await appendEvent(tx, actor, {
        kind: 'alerting.rule_updated',
        subjectKind: 'rule',
        subjectName: row.name,
        before: Object.fromEntries(Object.keys(body).map((key) => [key, before[key as keyof AlertRule]])),
        after: body,
      });
    });
    return ruleView(await this.require(actor, params.name));
  }

  /** remove removes a rule with its alerts. */
  async remove(actor: Actor, { params }: Named): Promise<void> {
    const row = await this.require(actor, params.name);
    await this.kit.db.transaction(async (tx) => {
      await this.repository.remove(tx, row.id);
      await appendEvent(tx, actor, {
        kind: 'alerting.rule_deleted',
        subjectKind: 'rule',
        subjectName: row.name,
        before: { topic: row.topic },
      });
    });
  }

  /** preview tells when a condition would have been met by past traffic, with the code that watches the present. */
  async preview(actor: Actor, { body }: { body: BodyOf<Table['previewRule']> }): Promise<RulePreview> {
    const { topic, condition, endpoint = null, hours } = body;
    const to = this.kit.clock.now();
    const slowerThanMs = slowerThanOf(topic, condition);
    const { from, traffic } = await readBack(this.readTraffic, hours, {
      workspaceId: actor.workspaceId,
      endpoint,
      to,
      slowerThanMs,
    });
    if (endpoint !== null && traffic.length === 0) throw notFound('endpoint', endpoint);
    const alerts = traffic.flatMap(({ endpoint: name, since, minutes }) =>
      simulateCondition(topic, condition, minutes, since > from ? since : from, to).map((alert) => ({
        endpoint: name,
        startedAt: alert.startedAt.toISOString(),
        endedAt: alert.endedAt?.toISOString() ?? null,
        sentence: alert.sentence,
      })),
    );
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      endpoints: traffic.length,
      total: alerts.length,
      alerts: alerts.sort((one, other) => other.startedAt.localeCompare(one.startedAt)).slice(0, MOST_PREVIEWED),
    };
  }

  private async require(actor: Actor, name: string): Promise<RuleRow> {
    const row = await this.repository.rule(actor.workspaceId, name);
    if (row === null) throw notFound('rule', name);
    return row;
  }

  private async requireChannels(actor: Actor, names: readonly string[]): Promise<void> {
    for (const name of names)
      if ((await this.channels.channel(actor.workspaceId, name)) === null) throw notFound('channel', name);
  }
}

/** A changed condition must fit the topic as a new one must. */
function requireFitting({ name, topic }: AlertRule, { limit }: NonNullable<AlertRule['condition']>): void {
  if (!ConditionTopic.safeParse(topic).success)
    throw new SlipwayError('conflict', `The rule ${name} watches ${topic}, which takes no condition.`);
  const isShare = topic === 'endpoint_errors';
  if (topic !== 'endpoint_silent' && (limit === undefined || (isShare && limit >= 1)))
    throw new SlipwayError(
      'invalid_request',
      `condition.limit: ${topic} needs ${isShare ? 'a share below 1' : 'one'}.`,
      [{ path: 'condition.limit', message: isShare ? 'is a share of requests, below 1' : 'is needed' }],
    );
}

/** byName is the query of a page of named things. */
export function byName({ limit, q, cursor }: QueryOf<Table['listRules']>): NameQuery {
  const after = decodeCursor(cursor)?.[0];
  return { limit, ...(q && { q }), ...(after !== undefined && { after: String(after) }) };
}

/** asTaken turns the database's refusal of a name into `already_exists`. */
export function asTaken(error: unknown, kind: string, name: string): unknown {
  return isUniqueViolation(error)
    ? new SlipwayError('already_exists', `A ${kind} named ${name} exists already.`, [
        { path: 'name', message: 'taken' },
      ])
    : error;
}
