import { expect, test } from 'vitest';
import { evaluationView, type EvaluationRow } from './evaluation.repository.js';

const at = new Date('2026-01-01T00:00:00.000Z');
const viewOf = (finishedAt: Date | null, job: EvaluationRow['job']) =>
  evaluationView({ gates: [], result: null, rows: null, createdAt: at, finishedAt, job } as unknown as EvaluationRow);
const failure = { detail: 'the canary could not start' };

test.each([
  [null, { state: 'running', error: null }, 'running', null],
  [null, { state: 'failed', error: failure }, 'failed', failure.detail],
  // The job ended between the two reads: its result is not in this row.
  [null, { state: 'done', error: null }, 'running', null],
  // It was a step of a training run that failed later.
  [at, { state: 'failed', error: failure }, 'done', null],
])('of %s and %o it is %s', (finishedAt, job, state, error) => {
  expect(viewOf(finishedAt, job)).toMatchObject({ state, error });
});
