import type { Run } from '@slipway/contracts';
import type { StatusOf } from '../../../components/ui/status-words.js';
import type { Tone } from '../../../components/ui/tone.js';
import { countOf, formatSpan } from '../../../lib/format.js';

const states = {
  RUNNING: 'running',
  SCHEDULED: 'waiting',
  FINISHED: 'done',
  FAILED: 'failed',
  KILLED: 'cancelled',
} as const satisfies Record<Run['status'], StatusOf<'run'>>;

/** runState is the status of a run in the words of every job of Slipway. */
export const runState = (status: Run['status']): StatusOf<'run'> => states[status];

const tones: Readonly<Record<Run['status'], Tone>> = {
  RUNNING: 'info',
  SCHEDULED: 'unknown',
  FINISHED: 'good',
  FAILED: 'bad',
  KILLED: 'unknown',
};

const said: Readonly<Record<Run['status'], string>> = {
  RUNNING: 'Has run for',
  SCHEDULED: 'Has waited for',
  FINISHED: 'Finished after',
  FAILED: 'Failed after',
  KILLED: 'Was stopped after',
};

/** runVerdict says in one sentence how a run stands and what it logged; `now` is in milliseconds since 1970. */
export function runVerdict(run: Run, now: number): { tone: Tone; sentence: string } {
  const took = `${said[run.status]} ${formatSpan(run.startedAt, run.endedAt, now)}`;
  const logged = [
    countOf(run.metrics.length, 'metric'),
    countOf(Object.keys(run.params).length, 'parameter'),
    countOf(run.inputs.length, 'dataset'),
  ].join(', ');
  return { tone: tones[run.status], sentence: `${run.deleted ? 'Deleted. ' : ''}${took}; logged ${logged}.` };
}
