import { endpointTable as api } from '@slipway/contracts';
import type { Demo } from './part.js';
import { eventually } from './steady.js';

/** jobDone waits for a job, telling its progress; `what` names it. Throws when it failed, or after two minutes. */
export async function jobDone(
  { client, narrator }: Pick<Demo, 'client' | 'narrator'>,
  id: string,
  what: string,
): Promise<void> {
  await eventually(what, 120, async () => {
    const job = await client.call(api.getJob, { params: { id } });
    if (job.state === 'failed' || job.state === 'cancelled')
      throw new Error(`${what} ${job.state}: ${job.error?.detail ?? 'no reason given'}`);
    narrator.progress(`${what}: ${job.message ?? job.state}`, job.progress, 1);
    return job.state === 'done';
  });
}
