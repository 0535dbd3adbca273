import { systemActor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { appendEvent } from '../kernel/event-log.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import type { Kit } from '../kernel/kit.js';
import { deliverJob } from './alerting.jobs.js';
import type { AlertingRepository, ChannelRow, Occasion } from './alerting.repository.js';
import { describeEnd } from './describe-end.js';
import { describeEvent, endedBy, type AlertedEvent, type AlertText } from './describe-event.js';
import type { Message } from './message.js';
import type { RuleRow, RulesRepository } from './rules.repository.js';

/** Alarm turns events into alerts and alerts into messages. */
export class Alarm {
  constructor(
    private readonly kit: Kit,
    private readonly repository: AlertingRepository,
    private readonly rules: RulesRepository,
  ) {}

  /**
   * match fires the rules that watch an event and ends the alerts that it ends, in the transaction of the reaction. `did` is what Slipway
   * did because of it. A silenced alert is kept and not sent.
   */
  async match(tx: Tx, event: AlertedEvent, did: readonly string[]): Promise<void> {
    await this.endAlerts(tx, event);
    const described = describeEvent(event);
    if (described === null) return;
    const text = { ...described, did: [described.did, ...did].filter((line) => line !== null).join(' ') || null };
    const { workspaceId, endpoint } = event;
    const silenced = await this.isSilenced(tx, event, text);
    for (const rule of await this.rules.watching(tx, workspaceId, text.topic, endpoint))
      await this.fire(tx, rule, event, text, silenced);
  }

  /**
   * keepFiring fires the alert of a rule for a thing that lasts, unless it is open already; one that was mute is told when the silence has
   * ended and the thing has not. True when something changed.
   */
  async keepFiring(tx: Tx, rule: RuleRow, occasion: Occasion, text: AlertText): Promise<boolean> {
    const silenced = await this.isSilenced(tx, occasion, text);
    const open = await this.repository.openAlert(tx, rule.id, text.dedupeKey);
    if (open === null) return this.fire(tx, rule, occasion, text, silenced);
    if (open.state !== 'silenced' || silenced) return false;
    await this.repository.unmute(tx, open.id);
    await this.tell(tx, occasion, rule, open.id, text);
    return true;
  }

  private isSilenced(tx: Tx, { workspaceId, endpoint }: Occasion, { topic }: AlertText): Promise<boolean> {
    return this.repository.isSilenced(tx, workspaceId, topic, endpoint, this.kit.clock.now());
  }

  private async fire(tx: Tx, rule: RuleRow, occasion: Occasion, text: AlertText, silenced: boolean): Promise<boolean> {
    const { workspaceId, endpoint } = occasion;
    const state = silenced ? 'silenced' : text.isOver ? 'resolved' : 'firing';
    const alertId = await this.repository.createAlert(tx, rule, occasion, text, state);
    if (alertId === null) return false;
    await appendEvent(tx, systemActor(workspaceId), {
      kind: 'alerting.alert_fired',
      subjectKind: 'alert',
      subjectName: text.title,
      ...(endpoint !== null && { endpoint }),
      why: text.summary,
      after: { alertId, rule: rule.name, state },
    });
    if (!silenced) await this.tell(tx, occasion, rule, alertId, text);
    return true;
  }

  private async endAlerts(tx: Tx, event: AlertedEvent): Promise<void> {
    const key = endedBy(event);
    if (key !== null) await this.end(tx, event.workspaceId, key, event.endpoint, event.why);
  }

  /**
   * end ends the open alerts of a key, saying why, tells those who were told of them and want to know, whatever is silenced now, and returns how many there
   * were.
   */
  async end(tx: Tx, workspaceId: string, key: string, endpoint: string | null, why: string | null): Promise<number> {
    const now = this.kit.clock.now();
    const ended = await this.repository.resolve(tx, workspaceId, key, now);
    for (const alert of ended) {
      const { id, title } = alert;
      const change = {
        kind: 'alerting.alert_resolved',
        subjectKind: 'alert',
        subjectName: title,
        after: { alertId: id },
      } as const;
      await appendEvent(tx, systemActor(workspaceId), {
        ...change,
        ...(endpoint !== null && { endpoint }),
        ...(why !== null && { why }),
      });
      const message = describeEnd(alert, why, now, this.kit.settings.publicUrl);
      for (const channel of await this.repository.toldOf(tx, id)) await this.queueDelivery(tx, channel, id, message);
    }
    return ended.length;
  }

  private async tell(
    tx: Tx,
    { workspaceId, at }: Occasion,
    rule: RuleRow,
    alertId: string,
    text: AlertText,
  ): Promise<void> {
    const { title, summary, did, evidencePath } = text;
    const message: Message = {
      title,
      summary,
      did,
      severity: rule.severity as Message['severity'],
      link: `${this.kit.settings.publicUrl}${evidencePath}`,
      at: at.toISOString(),
      alert: { id: alertId, state: text.isOver ? 'resolved' : 'firing' },
    };
    for (const name of rule.channels) await this.send(tx, workspaceId, name, alertId, message);
  }

  private async send(
    tx: Tx,
    workspaceId: string,
    channelName: string,
    alertId: string,
    message: Message,
  ): Promise<void> {
    const channel = await this.repository.channel(workspaceId, channelName, tx);
    if (channel?.enabled) await this.queueDelivery(tx, channel, alertId, message);
  }

  /** queueDelivery writes a message to a channel and the job that sends it, and returns its id. */
  async queueDelivery(tx: Tx, channel: ChannelRow, alertId: string | null, message: Message): Promise<string> {
    const id = await this.repository.createDelivery(tx, channel, alertId, message);
    await enqueue(tx, systemActor(channel.workspaceId), deliverJob, { deliveryId: id });
    return id;
  }
}
