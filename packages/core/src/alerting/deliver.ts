import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { appendEvent } from '../kernel/event-log.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { errorText } from '../kernel/log.js';
import { postOutbound, type OutboundAnswer } from '../kernel/outbound.js';
import type { SecretBox } from '../kernel/secrets.js';
import { storableText } from '../kernel/storable-text.js';
import { deliverJob } from './alerting.jobs.js';
import type { AlertingRepository, ChannelRow, DeliveryClaim, DeliveryRow } from './alerting.repository.js';
import { slackAccepted, slackBody } from './channels/slack.js';
import { webhookAccepted, webhookBody } from './channels/webhook.js';
import { hideAddress } from './hide-address.js';
import type { Message } from './message.js';

/** Pauses before the next try, in seconds; after the last one a delivery is dead, and shown as such. */
const PAUSES = [5, 30, 300, 1_800, 7_200, 18_000, 36_000, 86_400];
const RECONNECT = new Set([401, 403, 404, 410]);

/** Longest wait that a channel may ask for. */
const LONGEST_ASKED = 3_600;

/** How long a try keeps others away: longer than the call to the channel can take. */
const CLAIM_SECONDS = 20;
/** A try that begins to call later than this after its claim might still be calling when the claim ends. */
const LATEST_CALL_MS = 8_000;

/**
 * deliver makes one try to send a delivery and stores what the channel answered; a try that failed plans the next one. One try lasts at a time:
 * a message goes out twice only when a worker died between sending it and storing that.
 */
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
  const claimedAtMs = performance.now();
  const { attempts, mayRepeat } = await context.commit((tx) => claim(repository, tx, deliveryId, context));
  if (attempts === null) return;
  if (mayRepeat) kit.log.warn('this message may be a repeat: the last try ended unheard of', { deliveryId, attempts });
  const answer = await post(kit, channel, secrets, delivery, claimedAtMs).catch(noAnswer);
  const tried = { ...delivery, attempts: attempts - 1 };
  await context.commit((tx) => settle(kit, repository, tx, channel, tried, answer, context.actor));
}

/** A message that another one is sending is looked at again when that must be over: its sender may have died. */
async function claim(
  repository: AlertingRepository,
  tx: Tx,
  deliveryId: string,
  { actor }: JobContext,
): Promise<DeliveryClaim> {
  const claimed = await repository.claimDelivery(tx, deliveryId, CLAIM_SECONDS);
  if (claimed.busyUntil !== null) await enqueue(tx, actor, deliverJob, { deliveryId }, { runAt: claimed.busyUntil });
  return claimed;
}

async function settle(
  kit: Kit,
  repository: AlertingRepository,
  tx: Tx,
  channel: ChannelRow,
  delivery: DeliveryRow,
  answer: OutboundAnswer,
  actor: Actor,
): Promise<void> {
  const { status, body } = answer;
  const now = kit.clock.now();
  const isTaken = channel.kind === 'slack' ? slackAccepted(status, body) : webhookAccepted(status);
  const pause = isTaken ? null : pauseAfter(delivery, answer);
  const nextTryAt = pause === null ? null : new Date(now.getTime() + pause * 1000);
  const state = isTaken ? 'sent' : nextTryAt === null ? 'dead' : 'retrying';
  const change = { state, nextTryAt, sentAt: isTaken ? now : null, lastStatus: status || null };
  const mine = { id: delivery.id, attempts: delivery.attempts + 1 };
  if (!(await repository.settleDelivery(tx, mine, { ...change, lastAnswer: storableText(body.slice(0, 1_024)) })))
    return;
  const health = isTaken ? 'ok' : RECONNECT.has(status) ? 'reconnect' : 'failing';
  await repository.updateChannel(tx, channel.id, { health, ...(isTaken && { lastDeliveryAt: now }) });
  if (nextTryAt !== null) await enqueue(tx, actor, deliverJob, { deliveryId: delivery.id }, { runAt: nextTryAt });
  if (state !== 'dead') return;
  await appendEvent(tx, actor, {
    kind: 'alerting.delivery_died',
    subjectKind: 'channel',
    subjectName: channel.name,
    why: `"${delivery.title}" was not taken: ${status || 'no answer'}`,
    after: { deliveryId: delivery.id, status },
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

async function post(
  kit: Kit,
  channel: ChannelRow,
  secrets: SecretBox,
  delivery: DeliveryRow,
  claimedAtMs: number,
): Promise<OutboundAnswer> {
  const message = delivery.message as unknown as Message;
  const url = await secrets.open(channel.secretId);
  const [body, headers] =
    channel.kind === 'slack'
      ? [slackBody(message, delivery.lastStatus === 400), {}]
      : [webhookBody(message), { 'webhook-id': delivery.id }];
  // A process that was stopped wakes here: by now another one may be sending.
  if (performance.now() - claimedAtMs > LATEST_CALL_MS) throw new Error('Slipway was too slow to send it.');
  const answer = await postOutbound(url, body, kit.settings.allowOutbound, headers);
  return { ...answer, body: hideAddress(answer.body, url) };
}

const noAnswer = (error: unknown): OutboundAnswer => ({ status: 0, headers: {}, body: errorText(error) });
