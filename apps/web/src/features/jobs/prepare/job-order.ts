import type { Job } from '@slipway/contracts';
import type { Tone } from '../../../components/ui/tone.js';
import { countOf } from '../../../lib/format.js';

const order = { failed: 0, running: 1, waiting: 2, cancelled: 3, done: 3 } as const;

/** failedFirst puts failed jobs first, then running, then waiting; the rest as they come, newest first. */
export const failedFirst = (jobs: readonly Job[]): Job[] =>
  jobs.toSorted((left, right) => order[left.state] - order[right.state]);

/** jobsVerdict answers: what is stuck? */
export function jobsVerdict(jobs: readonly Job[]): { tone: Tone; sentence: string } {
  const count = (state: Job['state']): number => jobs.filter((job) => job.state === state).length;
  const rest = `${count('running')} running, ${count('waiting')} waiting.`;
  if (count('failed') > 0)
    return {
      tone: 'warn',
      sentence: `${countOf(count('failed'), 'job')} of the newest ${jobs.length} failed; ${rest}`,
    };
  return { tone: 'good', sentence: `Nothing is stuck; ${rest}` };
}

/** triesOf says how often a job was tried, of how often it may be. */
export const triesOf = ({ attempts, maxAttempts }: Pick<Job, 'attempts' | 'maxAttempts'>): string =>
  `${attempts} of ${maxAttempts}`;
