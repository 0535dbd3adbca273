import type { Kit } from '../kernel/kit.js';
import { errorText } from '../kernel/log.js';
import { postOutbound } from '../kernel/outbound.js';
import type { SecretBox } from '../kernel/secrets.js';
import type { AlertingRepository } from './alerting.repository.js';
import { hideAddress } from './hide-address.js';

/** How long a webhook may take that somebody waits for. */
const WEBHOOK_MS = 3_000;

/** callWebhook posts JSON to a channel under the rules of outbound calls; no answer is status 0 with the reason, never an exception. */
export async function callWebhook(
  kit: Kit,
  repository: AlertingRepository,
  secrets: SecretBox,
  { workspaceId, channel: name }: { workspaceId: string; channel: string },
  body: string,
): Promise<{ status: number; answer: string }> {
  const channel = await repository.channel(workspaceId, name);
  if (channel?.kind !== 'webhook' || !channel.enabled)
    return { status: 0, answer: `there is no webhook named ${name} any more` };
  try {
    const url = await secrets.open(channel.secretId);
    const { status, body: answer } = await postOutbound(
      url,
      body,
      kit.settings.allowOutbound,
      {},
      { limitMs: WEBHOOK_MS },
    );
    return { status, answer: hideAddress(answer, url) };
  } catch (error) {
    return { status: 0, answer: errorText(error) };
  }
}
