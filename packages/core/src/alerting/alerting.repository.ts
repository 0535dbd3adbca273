import type { Alert, AlertTopic, Channel, Delivery, Silence } from '@slipway/contracts';
import { Prisma } from '@slipway/db';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import { nameKey } from '../kernel/name-key.js';
import { uuidv7 } from '../kernel/uuid.js';
import type { AlertedEvent, AlertText } from './describe-event.js';
import type { Message } from './message.js';
import { nameFilter, type NameQuery, type RuleRow } from './rules.repository.js';

const withDeliveries = { rule: true, deliveries: { orderBy: { createdAt: 'asc' } } } satisfies Prisma.AlertInclude;

/** AlertRow is an alert with its rule and its deliveries. */
export type AlertRow = Prisma.AlertGetPayload<{ include: typeof withDeliveries }>;

/** ChannelRow, DeliveryRow and SilenceRow are stored rows. */
export type ChannelRow = Prisma.ChannelGetPayload<object>;
/** DeliveryRow is a delivery as stored. */
export type DeliveryRow = Prisma.DeliveryGetPayload<object>;
/** SilenceRow is a silence as stored. */
export type SilenceRow = Prisma.SilenceGetPayload<object>;

/** The beginning of the alert whose end the delivery `d` tells, on the same channel and not yet taken or given up. */
const beginningUnderWay = Prisma.sql`
  SELECT 1 FROM "Delivery" b
  WHERE d."tells" = 'end' AND b."alertId" = d."alertId" AND b."channelId" = d."channelId" AND b."tells" = 'begin' AND b."state" IN ('waiting', 'retrying')`;

const OPEN = ['firing', 'acknowledged', 'silenced'];

/** DeliveryClaim is a try that may begin (its number, and whether one before it ended unheard of), or until when another one lasts. */
export type DeliveryClaim =
  | { attempts: number; mayRepeat: boolean; busyUntil: null }
  | { attempts: null; mayRepeat: false; busyUntil: Date | null };

/** EndedAlert is what those who were told of an alert are told when it is over. */
export type EndedAlert = Pick<AlertRow, 'id' | 'title' | 'severity' | 'startedAt' | 'evidencePath'>;

/** Occasion is what an alert is made of: an event, or a look at what lasts. */
export type Occasion = Pick<AlertedEvent, 'id' | 'workspaceId' | 'endpoint' | 'at'>;

/** Muted is what a silence mutes; what it does not name is everything. */
export type Muted = Readonly<{ topic?: string | undefined; endpoint?: string | undefined }>;

/** FiredRow is how often a rule fired at an endpoint. */
export interface FiredRow {
  rule: string;
  topic: AlertTopic;
  endpoint: string | null;
  alerts: number;
  lastAt: Date;
}

/** AlertingRepository keeps channels, alerts, deliveries and silences. */
export class AlertingRepository {
  constructor(private readonly db: Db) {}

  channel(workspaceId: string, name: string, tx: Tx = this.db.prisma): Promise<ChannelRow | null> {
    return tx.channel.findUnique({ where: { workspaceId_nameKey: { workspaceId, nameKey: nameKey(name) } } });
  }

  channelById(id: string): Promise<ChannelRow | null> {
    return this.db.prisma.channel.findUnique({ where: { id } });
  }

  channels(workspaceId: string, query: NameQuery): Promise<ChannelRow[]> {
    return this.db.prisma.channel.findMany({
      where: { workspaceId, nameKey: nameFilter(query) },
      orderBy: { nameKey: 'asc' },
      take: query.limit + 1,
    });
  }

  async createChannel(tx: Tx, row: Omit<Prisma.ChannelUncheckedCreateInput, 'id' | 'nameKey'>): Promise<void> {
    await tx.channel.create({ data: { id: uuidv7(), nameKey: nameKey(row.name), ...row } });
  }

  async updateChannel(tx: Tx, id: string, change: Prisma.ChannelUncheckedUpdateInput): Promise<void> {
    await tx.channel.update({ where: { id }, data: change });
  }

  async removeChannel(tx: Tx, row: ChannelRow): Promise<void> {
    await tx.delivery.deleteMany({ where: { channelId: row.id } });
    await tx.channel.delete({ where: { id: row.id } });
    await tx.secret.delete({ where: { id: row.secretId } });
  }

  alert(workspaceId: string, id: string): Promise<AlertRow | null> {
    return this.db.prisma.alert.findFirst({ where: { workspaceId, id }, include: withDeliveries });
  }

  /** alertsById returns alerts oldest first. */
  alertsById(workspaceId: string, ids: readonly string[]): Promise<AlertRow[]> {
    return this.db.prisma.alert.findMany({
      where: { workspaceId, id: { in: [...ids] } },
      orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
      include: withDeliveries,
    });
  }

  alerts(
    workspaceId: string,
    query: { limit: number; before?: string; state?: string; endpoint?: string },
  ): Promise<AlertRow[]> {
    const { limit, before, ...filter } = query;
    return this.db.prisma.alert.findMany({
      where: { workspaceId, ...filter, ...(before && { id: { lt: before } }) },
      orderBy: { id: 'desc' },
      take: limit + 1,
      include: withDeliveries,
    });
  }

  /**
   * createAlert writes the alert of a rule and an event once; null when it is there already, or while the rule's alert of the same key is open.
   */
  async createAlert(tx: Tx, rule: RuleRow, occasion: Occasion, text: AlertText, state: string): Promise<string | null> {
    const { topic, title, summary, did, evidencePath, dedupeKey } = text;
    const open = { ruleId: rule.id, dedupeKey, state: { in: ['firing', 'acknowledged'] } };
    if (topic === 'drift' && (await tx.alert.count({ where: open })) > 0) return null;
    const id = uuidv7();
    const { workspaceId, id: eventId, endpoint, at: startedAt } = occasion;
    const words = { topic, title, summary, did, evidencePath, dedupeKey, severity: rule.severity };
    const row = { id, workspaceId, ruleId: rule.id, eventId, ...words, state, endpoint, startedAt };
    const resolvedAt = state === 'resolved' ? startedAt : null;
    const made = await tx.alert.createMany({ data: [{ ...row, resolvedAt }], skipDuplicates: true });
    return made.count > 0 ? id : null;
  }

  /** openAlert is the alert of a rule and a key that has not ended, also when nobody was told. */
  openAlert(tx: Tx, ruleId: string, dedupeKey: string): Promise<{ id: string; state: string } | null> {
    return tx.alert.findFirst({
      where: { ruleId, dedupeKey, state: { in: OPEN } },
      select: { id: true, state: true },
    });
  }

  async unmute(tx: Tx, id: string): Promise<void> {
    await tx.alert.update({ where: { id }, data: { state: 'firing' } });
  }

  async acknowledge(tx: Tx, id: string, by: string, at: Date): Promise<boolean> {
    return (
      (
        await tx.alert.updateMany({
          where: { id, state: 'firing' },
          data: { state: 'acknowledged', acknowledgedBy: by, acknowledgedAt: at },
        })
      ).count > 0
    );
  }

  /** resolve ends the open alerts of a key and returns them. */
  resolve(tx: Tx, workspaceId: string, dedupeKey: string, at: Date): Promise<EndedAlert[]> {
    return tx.alert.updateManyAndReturn({
      where: { workspaceId, dedupeKey, state: { in: OPEN } },
      data: { state: 'resolved', resolvedAt: at },
      select: { id: true, title: true, severity: true, startedAt: true, evidencePath: true },
    });
  }

  /** toldOf are the channels that an alert's beginning was sent to, is being sent to, or is tried on, and that are told of ends. */
  toldOf(tx: Tx, alertId: string): Promise<ChannelRow[]> {
    return tx.$queryRaw<ChannelRow[]>`
      SELECT c.* FROM "Channel" c JOIN "Delivery" d ON d."channelId" = c."id"
      WHERE d."alertId" = ${alertId}::uuid AND d."tells" = 'begin' AND d."state" <> 'dead' AND c."tellsEnd" AND c."enabled" ORDER BY c."nameKey"`;
  }

  async createDelivery(tx: Tx, channel: ChannelRow, alertId: string | null, message: Message): Promise<string> {
    const id = uuidv7();
    await tx.delivery.create({
      data: {
        id,
        workspaceId: channel.workspaceId,
        channelId: channel.id,
        channel: channel.name,
        alertId,
        tells: message.tells ?? 'begin',
        title: message.title,
        message: toJson(message),
      },
    });
    return id;
  }

  delivery(id: string, workspaceId?: string): Promise<DeliveryRow | null> {
    return this.db.prisma.delivery.findFirst({ where: { id, ...(workspaceId && { workspaceId }) } });
  }

  deliveries(workspaceId: string, query: { limit: number; before?: string; channel?: string }): Promise<DeliveryRow[]> {
    const { limit, before, channel } = query;
    return this.db.prisma.delivery.findMany({
      where: { workspaceId, ...(channel && { channel }), ...(before && { id: { lt: before } }) },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
  }

  /**
   * claimDelivery counts one more try and keeps others from sending for `seconds` by the clock of the database. The number of the try is its
   * fencing token. `busyUntil` is set while another holds it, and while the end of an alert would overtake its beginning; null for both when there is nothing
   * to send now.
   */
  async claimDelivery(tx: Tx, id: string, seconds: number): Promise<DeliveryClaim> {
    await tx.$queryRaw`SELECT 1 FROM "Delivery" WHERE "id" = ${id}::uuid FOR UPDATE`;
    const [claimed] = await tx.$queryRaw<{ attempts: number; mayRepeat: boolean }[]>`
      UPDATE "Delivery" d SET "attempts" = d."attempts" + 1, "claimedUntil" = now() + make_interval(secs => ${seconds})
      FROM "Delivery" before
      WHERE d."id" = ${id}::uuid AND before."id" = d."id" AND d."state" IN ('waiting', 'retrying')
        AND (d."nextTryAt" IS NULL OR d."nextTryAt" <= now()) AND (d."claimedUntil" IS NULL OR d."claimedUntil" <= now())
        AND NOT EXISTS (${beginningUnderWay})
      RETURNING d."attempts", before."claimedUntil" IS NOT NULL AS "mayRepeat"`;
    if (claimed !== undefined) return { ...claimed, busyUntil: null };
    const [busy] = await tx.$queryRaw<{ until: Date }[]>`
      SELECT CASE WHEN EXISTS (${beginningUnderWay}) THEN now() + make_interval(secs => ${seconds}) ELSE d."claimedUntil" END AS "until"
      FROM "Delivery" d WHERE d."id" = ${id}::uuid AND d."state" IN ('waiting', 'retrying') AND (d."claimedUntil" > now() OR EXISTS (${beginningUnderWay}))`;
    return { attempts: null, mayRepeat: false, busyUntil: busy?.until ?? null };
  }

  /** settleDelivery stores how a try ended and ends its claim; false when a later try has begun, which then decides. */
  async settleDelivery(
    tx: Tx,
    { id, attempts }: { id: string; attempts: number },
    change: Prisma.DeliveryUncheckedUpdateManyInput,
  ): Promise<boolean> {
    const where = { id, attempts, state: { in: ['waiting', 'retrying'] } };
    return (await tx.delivery.updateMany({ where, data: { ...change, claimedUntil: null } })).count > 0;
  }

  /** reopenDelivery lets a delivery be tried now; false when it has been sent. */
  async reopenDelivery(tx: Tx, id: string): Promise<boolean> {
    const where = { id, state: { not: 'sent' } };
    return (await tx.delivery.updateMany({ where, data: { state: 'waiting', nextTryAt: null } })).count > 0;
  }

  silences(workspaceId: string, query: { limit: number; before?: string }): Promise<SilenceRow[]> {
    return this.db.prisma.silence.findMany({
      where: { workspaceId, ...(query.before && { id: { lt: query.before } }) },
      orderBy: { id: 'desc' },
      take: query.limit + 1,
    });
  }

  async isSilenced(tx: Tx, workspaceId: string, topic: string, endpoint: string | null, at: Date): Promise<boolean> {
    const active = await tx.silence.findMany({ where: { workspaceId, endsAt: { gt: at } } });
    return active.some(
      (silence) =>
        (silence.topic === null || silence.topic === topic) &&
        (silence.endpoint === null || silence.endpoint === endpoint),
    );
  }

  /** firing returns the newest alerts that a silence would match and that fire now, and how many there are. */
  async firing(workspaceId: string, muted: Muted, limit: number): Promise<{ total: number; rows: AlertRow[] }> {
    const { topic, endpoint } = muted;
    const named = { ...(topic !== undefined && { topic }), ...(endpoint !== undefined && { endpoint }) };
    const where = { workspaceId, state: { in: ['firing', 'acknowledged'] }, ...named };
    const [total, rows] = await Promise.all([
      this.db.prisma.alert.count({ where }),
      this.db.prisma.alert.findMany({ where, orderBy: { id: 'desc' }, take: limit, include: withDeliveries }),
    ]);
    return { total, rows };
  }

  /** fired counts the alerts since a time that a silence would match, by rule and endpoint, most first. */
  async fired(workspaceId: string, muted: Muted, since: Date): Promise<FiredRow[]> {
    const { topic = null, endpoint = null } = muted;
    return this.db.prisma.$queryRaw<FiredRow[]>`
      SELECT r."name" AS "rule", a."topic", a."endpoint", count(*)::int AS "alerts", max(a."startedAt") AS "lastAt"
      FROM "Alert" a JOIN "AlertRule" r ON r."id" = a."ruleId"
      WHERE a."workspaceId" = ${workspaceId} AND a."startedAt" >= ${since}
        AND (${topic}::text IS NULL OR a."topic" = ${topic}) AND (${endpoint}::text IS NULL OR a."endpoint" = ${endpoint})
      GROUP BY 1, 2, 3 ORDER BY 4 DESC, 5 DESC`;
  }

  async createSilence(tx: Tx, row: Prisma.SilenceUncheckedCreateInput): Promise<void> {
    await tx.silence.create({ data: row });
  }

  silence(workspaceId: string, id: string): Promise<SilenceRow | null> {
    return this.db.prisma.silence.findFirst({ where: { workspaceId, id } });
  }

  async endSilence(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.silence.update({ where: { id }, data: { endsAt: at } });
  }
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** channelView is a channel as the API shows it; its address stays secret. */
export function channelView(row: ChannelRow): Channel {
  const { name, addressHint, enabled, tellsEnd } = row;
  return {
    name,
    addressHint,
    enabled,
    tellsEnd,
    kind: row.kind as Channel['kind'],
    health: enabled ? (row.health as Channel['health']) : 'off',
    lastDeliveryAt: iso(row.lastDeliveryAt),
    createdAt: row.createdAt.toISOString(),
  };
}

/** deliveryView is a delivery as the API shows it. */
export function deliveryView(row: DeliveryRow): Delivery {
  const { id, channel, alertId, title, attempts, lastStatus, lastAnswer } = row;
  return {
    id,
    channel,
    alertId,
    title,
    attempts,
    lastStatus,
    lastAnswer,
    state: row.state as Delivery['state'],
    nextTryAt: iso(row.nextTryAt),
    createdAt: row.createdAt.toISOString(),
    sentAt: iso(row.sentAt),
  };
}

/** alertView is an alert as the API shows it. */
export function alertView(row: AlertRow): Alert {
  const { id, title, summary, did, endpoint, evidencePath, acknowledgedBy } = row;
  return {
    id,
    title,
    summary,
    did,
    endpoint,
    evidencePath,
    acknowledgedBy,
    rule: row.rule.name,
    topic: row.topic as Alert['topic'],
    severity: row.severity as Alert['severity'],
    state: row.state as Alert['state'],
    startedAt: row.startedAt.toISOString(),
    acknowledgedAt: iso(row.acknowledgedAt),
    resolvedAt: iso(row.resolvedAt),
    deliveries: row.deliveries.map(deliveryView),
  };
}

/** silenceView is a silence as the API shows it. */
export function silenceView(row: SilenceRow, now: Date): Silence {
  const { id, endpoint, reason, createdBy } = row;
  return {
    id,
    endpoint,
    reason,
    createdBy,
    topic: row.topic as Silence['topic'],
    createdAt: row.createdAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    active: row.endsAt > now,
  };
}
