import type {
  Alert,
  BodyOf,
  Channel,
  ChannelChange,
  Delivery,
  endpointTable,
  Page,
  QueryOf,
  Silence,
  SilencePreview,
} from '@slipway/contracts';
import { systemActor, type Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import type { Tx } from '../kernel/db.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { nameKey } from '../kernel/name-key.js';
import { checkOutbound } from '../kernel/outbound.js';
import { SecretBox } from '../kernel/secrets.js';
import { uuidv7 } from '../kernel/uuid.js';
import { deliverJob } from './alerting.jobs.js';
import {
  AlertingRepository,
  alertView,
  channelView,
  deliveryView,
  silenceView,
  type ChannelRow,
} from './alerting.repository.js';
import { callWebhook } from './call-webhook.js';
import { deliver } from './deliver.js';
import { Alarm } from './alarm.js';
import type { AlertedEvent } from './describe-event.js';
import { ConditionWatch, type ReadTraffic } from './conditions/watch-conditions.js';
import { Incidents } from './incidents.js';
import { IncidentsRepository } from './incidents.repository.js';
import type { Message } from './message.js';
import { asTaken, byName, Rules } from './rules.js';
import { RulesRepository } from './rules.repository.js';

type Table = typeof endpointTable;
type Named = { params: { name: string } };
type ById = { params: { id: string } };
type Listed = { query: QueryOf<Table['listChannels']> };

const MOST_PREVIEWED = 100;
const LOOK_BACK_MS = 30 * 86_400_000;

/** AlertingService tells people: rules watch events, alerts fire, deliveries carry them to channels. It only reacts; no domain calls it. */
export class AlertingService {
  private readonly repository: AlertingRepository;
  private readonly secrets: SecretBox;
  private readonly alarm: Alarm;
  private readonly rulesRepository: RulesRepository;
  /** rules say what to watch and whom to tell. */
  readonly rules: Rules;
  /** incidents are alerts that belong together. */
  readonly incidents: Incidents;
  /** conditions watches the traffic of endpoints. */
  readonly conditions: ConditionWatch;

  constructor(
    private readonly kit: Kit,
    { readTraffic }: { readTraffic: ReadTraffic },
  ) {
    this.repository = new AlertingRepository(kit.db);
    this.secrets = new SecretBox(kit);
    this.rulesRepository = new RulesRepository(kit.db);
    this.alarm = new Alarm(kit, this.repository, this.rulesRepository);
    this.rules = new Rules(kit, this.rulesRepository, this.repository, readTraffic);
    this.incidents = new Incidents(kit, new IncidentsRepository(kit.db), this.repository, readTraffic);
    this.conditions = new ConditionWatch(kit, this.rulesRepository, this.alarm, readTraffic);
  }

  /** checkKey refuses a start that could not open the channels' addresses, in one clear line. */
  checkKey(): Promise<void> {
    return this.secrets.check();
  }

  /** matchRules fires the rules that watch an event and ends the alerts that it ends, in the transaction of the reaction. */
  matchRules(tx: Tx, event: AlertedEvent, did: readonly string[] = []): Promise<void> {
    return this.alarm.match(tx, event, did);
  }

  /** deliver is the job: one try to send a delivery. */
  deliver({ deliveryId }: { deliveryId: string }, context: JobContext): Promise<void> {
    return deliver(this.kit, this.repository, this.secrets, deliveryId, context);
  }

  /** isWatched tells whether a rule with a channel fires when a rollout of an endpoint is rolled back. */
  readonly isWatched = async (workspaceId: string, endpoint: string): Promise<boolean> => {
    const rules = await this.rulesRepository.watching(this.kit.db.prisma, workspaceId, 'rollout_rolled_back', endpoint);
    return rules.some(({ channels }) => channels.length > 0);
  };

  /** isWebhook tells whether there is such a channel of the kind webhook that is on. */
  readonly isWebhook = async (workspaceId: string, name: string): Promise<boolean> => {
    const channel = await this.repository.channel(workspaceId, name);
    return channel?.kind === 'webhook' && channel.enabled;
  };

  /** callWebhook posts JSON to a channel of the kind webhook, and returns its answer. */
  readonly callWebhook = (workspaceId: string, channel: string, body: string) =>
    callWebhook(this.kit, this.repository, this.secrets, { workspaceId, channel }, body);

  /** listChannels pages through channels by name. */
  async listChannels(actor: Actor, { query }: Listed): Promise<Page<Channel>> {
    const { items, nextCursor } = pageOf(
      await this.repository.channels(actor.workspaceId, byName(query)),
      query.limit,
      (row) => [nameKey(row.name)],
    );
    return { items: items.map(channelView), nextCursor };
  }

  /** createChannel adds a destination; its address is checked, sealed, and never shown again. */
  async createChannel(actor: Actor, { body }: { body: BodyOf<Table['createChannel']> }): Promise<Channel> {
    const { url } = await checkOutbound(body.url, this.kit.settings.allowOutbound);
    try {
      await this.kit.db.transaction(async (tx) => {
        const secretId = await this.secrets.seal(tx, body.url);
        await this.repository.createChannel(tx, {
          workspaceId: actor.workspaceId,
          name: body.name,
          kind: body.kind,
          addressHint: url.host,
          secretId,
          tellsEnd: body.tellsEnd ?? body.kind === 'webhook',
        });
        await appendEvent(tx, actor, {
          kind: 'alerting.channel_created',
          subjectKind: 'channel',
          subjectName: body.name,
          after: { kind: body.kind, addressHint: url.host },
        });
      });
    } catch (error) {
      throw asTaken(error, 'channel', body.name);
    }
    return channelView(await this.requireChannel(actor, body.name));
  }

  /** updateChannel turns a channel on or off, or what it is told. */
  async updateChannel(actor: Actor, { params, body }: Named & { body: ChannelChange }): Promise<Channel> {
    const row = await this.requireChannel(actor, params.name);
    await this.kit.db.transaction(async (tx) => {
      await this.repository.updateChannel(tx, row.id, body);
      await appendEvent(tx, actor, {
        kind: 'alerting.channel_updated',
        subjectKind: 'channel',
        subjectName: row.name,
        before: { enabled: row.enabled, tellsEnd: row.tellsEnd },
        after: body,
      });
    });
    return channelView(await this.requireChannel(actor, params.name));
  }

  /** deleteChannel removes a channel that no rule sends to. */
  async deleteChannel(actor: Actor, { params }: Named): Promise<void> {
    const row = await this.requireChannel(actor, params.name);
    await this.kit.db.transaction(async (tx) => {
      const [rule] = await this.rulesRepository.sendingTo(tx, actor.workspaceId, row.name);
      if (rule !== undefined)
        throw new SlipwayError('in_use', `The rule ${rule.name} sends to this channel: delete the rule first.`);
      await this.repository.removeChannel(tx, row);
      await appendEvent(tx, actor, {
        kind: 'alerting.channel_deleted',
        subjectKind: 'channel',
        subjectName: row.name,
        before: { kind: row.kind },
      });
    });
  }

  /** testChannel sends a test message the way real alerts go. */
  async testChannel(actor: Actor, { params }: Named): Promise<Delivery> {
    const row = await this.requireChannel(actor, params.name);
    const message: Message = {
      title: 'Test message from Slipway',
      summary: `${actor.name} asked whether the channel ${row.name} works. It does.`,
      did: null,
      severity: 'info',
      link: `${this.kit.settings.publicUrl}/alerts/settings`,
      at: this.kit.clock.now().toISOString(),
    };
    const id = await this.kit.db.transaction((tx) => this.alarm.queueDelivery(tx, row, null, message));
    return this.requireDelivery(actor, id);
  }

  /** listDeliveries pages through deliveries, newest first. */
  async listDeliveries(actor: Actor, { query }: { query: QueryOf<Table['listDeliveries']> }): Promise<Page<Delivery>> {
    const rows = await this.repository.deliveries(actor.workspaceId, {
      ...newestFirst(query),
      ...(query.channel && { channel: query.channel }),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.id]);
    return { items: items.map(deliveryView), nextCursor };
  }

  /** retryDelivery tries a delivery again now. */
  async retryDelivery(actor: Actor, { params }: ById): Promise<Delivery> {
    const row = await this.requireDelivery(actor, params.id);
    await this.kit.db.transaction(async (tx) => {
      if (!(await this.repository.reopenDelivery(tx, row.id)))
        throw new SlipwayError('conflict', 'The delivery has been sent already.');
      await enqueue(tx, systemActor(actor.workspaceId), deliverJob, { deliveryId: row.id });
      await appendEvent(tx, actor, {
        kind: 'alerting.delivery_retried',
        subjectKind: 'channel',
        subjectName: row.channel,
        after: { deliveryId: row.id },
      });
    });
    return this.requireDelivery(actor, params.id);
  }

  /** listAlerts pages through alerts, newest first. */
  async listAlerts(actor: Actor, { query }: { query: QueryOf<Table['listAlerts']> }): Promise<Page<Alert>> {
    const rows = await this.repository.alerts(actor.workspaceId, {
      ...newestFirst(query),
      ...(query.state && { state: query.state }),
      ...(query.endpoint && { endpoint: query.endpoint }),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.id]);
    return { items: items.map(alertView), nextCursor };
  }

  /** getAlert returns an alert with its deliveries. */
  async getAlert(actor: Actor, { params }: ById): Promise<Alert> {
    const row = await this.repository.alert(actor.workspaceId, params.id);
    if (row === null) throw notFound('alert', params.id);
    return alertView(row);
  }

  /** acknowledgeAlert says that somebody has it. */
  async acknowledgeAlert(actor: Actor, { params }: ById): Promise<Alert> {
    const alert = await this.getAlert(actor, { params });
    await this.kit.db.transaction(async (tx) => {
      if (!(await this.repository.acknowledge(tx, params.id, actor.name, this.kit.clock.now())))
        throw new SlipwayError('conflict', `The alert is ${alert.state}, so there is nothing to acknowledge.`);
      await appendEvent(tx, actor, {
        kind: 'alerting.acknowledged',
        subjectKind: 'alert',
        subjectName: alert.title,
        ...(alert.endpoint && { endpoint: alert.endpoint }),
        after: { alertId: alert.id },
      });
    });
    return this.getAlert(actor, { params });
  }

  /** listSilences pages through silences, newest first. */
  async listSilences(actor: Actor, { query }: Listed): Promise<Page<Silence>> {
    const { items, nextCursor } = pageOf(
      await this.repository.silences(actor.workspaceId, newestFirst(query)),
      query.limit,
      (row) => [row.id],
    );
    return { items: items.map((row) => silenceView(row, this.kit.clock.now())), nextCursor };
  }

  /** createSilence mutes alerts until it ends. */
  async createSilence(actor: Actor, { body }: { body: BodyOf<Table['createSilence']> }): Promise<Silence> {
    const [id, endsAt] = [uuidv7(), new Date(body.endsAt)];
    requireFuture(endsAt, this.kit.clock.now());
    await this.kit.db.transaction(async (tx) => {
      await this.repository.createSilence(tx, {
        id,
        workspaceId: actor.workspaceId,
        topic: body.topic ?? null,
        endpoint: body.endpoint ?? null,
        reason: body.reason,
        createdBy: actor.name,
        endsAt,
      });
      await appendEvent(tx, actor, {
        kind: 'alerting.silence_created',
        subjectKind: 'silence',
        subjectName: body.topic ?? 'all',
        why: body.reason,
        after: body,
      });
    });
    const row = await this.repository.silence(actor.workspaceId, id);
    return silenceView(row!, this.kit.clock.now());
  }

  /** previewSilence tells what a silence would match: what fires now, and what fired in the last 30 days. It makes nothing. */
  async previewSilence(actor: Actor, { body }: { body: BodyOf<Table['previewSilence']> }): Promise<SilencePreview> {
    const to = this.kit.clock.now();
    requireFuture(new Date(body.endsAt), to);
    const from = new Date(to.getTime() - LOOK_BACK_MS);
    const [firing, recent] = await Promise.all([
      this.repository.firing(actor.workspaceId, body, MOST_PREVIEWED),
      this.repository.fired(actor.workspaceId, body, from),
    ]);
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      firing: firing.total,
      alerts: firing.rows.map(alertView),
      recent: recent.reduce((sum, { alerts }) => sum + alerts, 0),
      matches: recent.slice(0, MOST_PREVIEWED).map(({ lastAt, ...match }) => ({
        ...match,
        lastAt: lastAt.toISOString(),
      })),
    };
  }

  /** endSilence ends a silence now. */
  async endSilence(actor: Actor, { params }: ById): Promise<void> {
    const row = await this.repository.silence(actor.workspaceId, params.id);
    if (row === null) throw notFound('silence', params.id);
    await this.kit.db.transaction(async (tx) => {
      await this.repository.endSilence(tx, row.id, this.kit.clock.now());
      await appendEvent(tx, actor, {
        kind: 'alerting.silence_ended',
        subjectKind: 'silence',
        subjectName: row.topic ?? 'all',
        before: { endsAt: row.endsAt.toISOString() },
      });
    });
  }

  private async requireChannel(actor: Actor, name: string): Promise<ChannelRow> {
    const row = await this.repository.channel(actor.workspaceId, name);
    if (row === null) throw notFound('channel', name);
    return row;
  }

  private async requireDelivery(actor: Actor, id: string): Promise<Delivery> {
    const row = await this.repository.delivery(id, actor.workspaceId);
    if (row === null) throw notFound('delivery', id);
    return deliveryView(row);
  }
}

function requireFuture(endsAt: Date, now: Date): void {
  if (endsAt <= now)
    throw new SlipwayError('invalid_request', 'A silence must end in the future.', [
      { path: 'endsAt', message: 'is in the past' },
    ]);
}

function newestFirst({ limit, cursor }: Pick<Listed['query'], 'limit' | 'cursor'>): { limit: number; before?: string } {
  const before = decodeCursor(cursor)?.[0];
  return { limit, ...(before !== undefined && { before: String(before) }) };
}
