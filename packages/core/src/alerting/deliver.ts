import { errorText } from '../kernel/log.js';
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

/** deliver makes one try to send a delivery and stores what the channel answered; a try that failed plans the next one. */
export async function deliver(kit: Kit, repository: AlertingRepository, secrets: SecretBox, deliveryId: string, context: JobContext): Promise<void> {
  const delivery = await repository.delivery(deliveryId);
  const channel = delivery === null ? null : await repository.channelById(delivery.channelId);
  if (delivery === null || channel === null || delivery.state === 'sent' || delivery.state === 'dead') return;
  const answer = await post(kit, channel, await secrets.open(channel.secretId), delivery).catch((error: unknown) => ({ status: 0, headers: {}, body: errorText(error) }));
  const accepted = channel.kind === 'slack' ? slackAccepted(answer.status, answer.body) : webhookAccepted(answer.status);
  const now = kit.clock.now();
  await context.commit(async (tx) => {
    const seen = { attempts: delivery.attempts + 1, lastStatus: answer.status || null, lastAnswer: answer.body.slice(0, 1_024) };
    if (accepted) {
      await repository.updateDelivery(tx, delivery.id, { ...seen, state: 'sent', sentAt: now, nextTryAt: null });
      await repository.updateChannel(tx, channel.id, { health: 'ok', lastDeliveryAt: now });
      return;
    }
    const pause = pauseAfter(delivery.attempts, answer);
    if (pause === null) {
      await repository.updateDelivery(tx, delivery.id, { ...seen, state: 'dead', nextTryAt: null });
      await repository.updateChannel(tx, channel.id, { health: RECONNECT.has(answer.status) ? 'reconnect' : 'failing' });
      return;
    }
    const nextTryAt = new Date(now.getTime() + pause * 1000);
    await repository.updateDelivery(tx, delivery.id, { ...seen, state: 'retrying', nextTryAt });
    await repository.updateChannel(tx, channel.id, { health: 'failing' });
    await enqueue(tx, context.actor, deliverJob, { deliveryId }, { runAt: nextTryAt });
  });
}

/** pauseAfter says how long to wait after a refusal: Retry-After when the channel says so; null when trying again cannot help. */
export function pauseAfter(attempts: number, { status, headers }: Pick<OutboundAnswer, 'status' | 'headers'>): number | null {
  if (RECONNECT.has(status)) return null;
  if (status === 400) return attempts === 0 ? 1 : null;
  const asked = Number(headers['retry-after']);
  const planned = PAUSES[attempts] ?? null;
  return planned === null ? null : status === 429 && asked > 0 ? Math.max(asked, 1) : planned;
}

function post(kit: Kit, channel: ChannelRow, url: string, delivery: DeliveryRow): Promise<OutboundAnswer> {
  const message = delivery.message as unknown as Message;
  // Slack answers 400 when it cannot read the blocks: then one try as plain text.
  const body = channel.kind === 'slack' ? slackBody(message, delivery.lastStatus === 400) : webhookBody(message);
  return postOutbound(url, body, kit.settings.allowOutbound);
}
