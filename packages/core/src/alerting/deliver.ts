import { errorText } from '../kernel/log.js';
import { appendEvent } from '../kernel/event-log.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { postOutbound, type OutboundAnswer } from '../kernel/outbound.js';
import type { SecretBox } from '../kernel/secrets.js';
import { deliverJob } from './alerting.jobs.js';
import type { AlertingRepository, ChannelRow, DeliveryRow } from './alerting.repository.js';
import { slackAccepted, slackBody } from './channels/slack.js';
import { webhookAccepted, webhookBody } from './channels/webhook.js';
import type { Message } from './message.js';

/** Pauses before the next try, in seconds; after the last one a delivery is dead, and shown as such. */
const PAUSES = [5, 30, 300, 1_800, 7_200, 18_000, 36_000, 86_400];
const RECONNECT = new Set([401, 403, 404, 410]);

/** Longest wait that a channel may ask for. */
const LONGEST_ASKED = 3_600;

/** deliver makes one try to send a delivery and stores what the channel answered; a try that failed plans the next one. */
export async function deliver(
  kit: Kit,
  repository: AlertingRepository,
  secrets: SecretBox,
  deliveryId: string,
  context: JobContext,
): Promise<void> {
  const delivery = await repository.delivery(deliveryId);
  const channel = delivery === null ? null : await repository.channelById(delivery.channelId);
  if (delivery === null || channel === null) return;
  if (!(await context.commit((tx) => repository.claimDelivery(tx, delivery)))) return;
  const answer = await post(kit, channel, secrets, delivery).catch(noAnswer);
  const isTaken = channel.kind === 'slack' ? slackAccepted(answer.status, answer.body) : webhookAccepted(answer.status);
  const now = kit.clock.now();
  const seen = { lastStatus: answer.status || null, lastAnswer: answer.body.slice(0, 1_024) };
  await context.commit(async (tx) => {
    if (isTaken) {
      await repository.updateDelivery(tx, delivery.id, { ...seen, state: 'sent', sentAt: now, nextTryAt: null });
      await repository.updateChannel(tx, channel.id, { health: 'ok', lastDeliveryAt: now });
      return;
    }
    const pause = pauseAfter(delivery, answer);
    await repository.updateChannel(tx, channel.id, { health: RECONNECT.has(answer.status) ? 'reconnect' : 'failing' });
    if (pause === null) {
      await repository.updateDelivery(tx, delivery.id, { ...seen, state: 'dead', nextTryAt: null });
      await appendEvent(tx, context.actor, {
        kind: 'alerting.delivery_died',
        subjectKind: 'channel',
        subjectName: channel.name,
        why: `"${delivery.title}" was not taken: ${answer.status || 'no answer'}`,
        after: { deliveryId, status: answer.status },
      });
      return;
    }
    const nextTryAt = new Date(now.getTime() + pause * 1000);
    await repository.updateDelivery(tx, delivery.id, { ...seen, state: 'retrying', nextTryAt });
    await enqueue(tx, context.actor, deliverJob, { deliveryId }, { runAt: nextTryAt });
  });
}

/**
 * pauseAfter says how many seconds to wait after a refusal of the try that followed `attempts` others: Retry-After when the channel says so;
 * null when trying again cannot help.
 */
export function pauseAfter(
  { attempts, lastStatus }: Pick<DeliveryRow, 'attempts' | 'lastStatus'>,
  { status, headers }: Pick<OutboundAnswer, 'status' | 'headers'>,
): number | null {
  if (RECONNECT.has(status)) return null;
  // Slack answers 400 when it cannot read the blocks: one more try goes out as plain text.
  if (status === 400) return lastStatus === 400 ? null : 1;
  const planned = PAUSES[attempts] ?? null;
  const asked = Number(headers['retry-after']);
  return planned !== null && status === 429 && asked > 0 ? Math.min(asked, LONGEST_ASKED) : planned;
}

async function post(kit: Kit, channel: ChannelRow, secrets: SecretBox, delivery: DeliveryRow): Promise<OutboundAnswer> {
  const message = delivery.message as unknown as Message;
  const url = await secrets.open(channel.secretId);
  const { allowOutbound } = kit.settings;
  if (channel.kind === 'slack')
    return postOutbound(url, slackBody(message, delivery.lastStatus === 400), allowOutbound);
  return postOutbound(url, webhookBody(message), allowOutbound, { 'webhook-id': delivery.id });
}

const noAnswer = (error: unknown): OutboundAnswer => ({ status: 0, headers: {}, body: errorText(error) });
