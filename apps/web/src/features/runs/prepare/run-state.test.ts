import { describe, expect, it } from 'vitest';
import { aRun } from './a-run.js';
import { runVerdict } from './run-state.js';

const now = Date.parse('2026-05-12T12:10:00Z');

describe('runVerdict', () => {
  it.each([
    ['RUNNING', 'info', 'Has run for 10 min; logged 1 metric, 1 parameter, 0 datasets.'],
    ['SCHEDULED', 'unknown', 'Has waited for 10 min; logged 1 metric, 1 parameter, 0 datasets.'],
    ['FAILED', 'bad', 'Failed after 10 min; logged 1 metric, 1 parameter, 0 datasets.'],
    ['KILLED', 'unknown', 'Was stopped after 10 min; logged 1 metric, 1 parameter, 0 datasets.'],
  ] as const)('%s', (status, tone, sentence) =>
    expect(runVerdict({ ...aRun, status, endedAt: null }, now)).toEqual({ tone, sentence }),
  );
  it('says how long a finished run took, and that it is deleted', () =>
    expect(runVerdict({ ...aRun, deleted: true }, now).sentence).toBe(
      'Deleted. Finished after 1 min; logged 1 metric, 1 parameter, 0 datasets.',
    ));
});
