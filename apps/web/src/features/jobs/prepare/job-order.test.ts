import type { Job } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { failedFirst, jobsVerdict } from './job-order.js';

const job = (id: string, state: Job['state']) => ({ id, state }) as Job;
const jobs = [job('a', 'done'), job('b', 'waiting'), job('c', 'failed'), job('d', 'running'), job('e', 'cancelled')];

describe('jobs', () => {
  it('lists what is stuck first', () =>
    expect(failedFirst(jobs).map(({ id }) => id)).toEqual(['c', 'd', 'b', 'a', 'e']));
  it('warns of failures', () =>
    expect(jobsVerdict(jobs)).toEqual({
      tone: 'warn',
      sentence: '1 job of the newest 5 failed; 1 running, 1 waiting.',
    }));
  it('is good otherwise', () => expect(jobsVerdict([]).sentence).toBe('Nothing is stuck; 0 running, 0 waiting.'));
});
