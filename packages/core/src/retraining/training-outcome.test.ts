import { TrainingOutcome, type JobState } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { outcomeOf, REJECTED, type OutcomeStep } from './training-outcome.js';

const step = (name: OutcomeStep['name'], state: OutcomeStep['state'], code: string | null = null): OutcomeStep => ({
  name,
  state,
  code,
});
const compared = step('compare', 'done');
const cases: [TrainingOutcome, JobState, OutcomeStep[]][] = [
  ['waiting', 'waiting', []],
  ['waiting', 'waiting', [step('train', 'held')]],
  ['running', 'running', [step('train', 'running')]],
  ['approval', 'waiting', [compared, step('approve', 'held')]],
  ['canary', 'done', [compared, step('canary', 'done'), step('promote', 'running')]],
  ['promoted', 'done', [compared, step('canary', 'done'), step('promote', 'done', 'promoted')]],
  ['rolled_back', 'done', [compared, step('canary', 'done'), step('promote', 'done', 'rolled_back')]],
  ['aborted', 'done', [compared, step('canary', 'done'), step('promote', 'done', 'aborted')]],
  ['registered', 'done', [compared, step('canary', 'skipped'), step('promote', 'skipped')]],
  ['gates_failed', 'done', [step('compare', 'done', 'gate_refused'), step('canary', 'skipped')]],
  ['not_rolled_out', 'done', [compared, step('canary', 'done', 'conflict'), step('promote', 'skipped')]],
  ['rejected', 'done', [compared, step('approve', 'done', REJECTED), step('canary', 'skipped')]],
  ['failed', 'failed', [step('fetch', 'done'), step('train', 'failed', 'internal')]],
  ['cancelled', 'cancelled', [step('train', 'cancelled')]],
];

describe('outcomeOf', () => {
  it.each(cases)('is %s for a run that is %s with %j', (outcome, state, steps) =>
    expect(outcomeOf(state, steps)).toBe(outcome),
  );

  it('has a case for every outcome', () =>
    expect(new Set(cases.map(([outcome]) => outcome))).toEqual(new Set(TrainingOutcome.options)));
});
