import type { TrainingStep } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { failedStep, flowOf, runSentence } from './training-flow.js';

const step = (name: TrainingStep['name'], state: TrainingStep['state'], seconds = 0): TrainingStep => ({
  name,
  state,
  why: `${name} ${state}`,
  advice: state === 'failed' ? 'Read the log.' : null,
  attempts: 1,
  log: '',
  startedAt: state === 'waiting' ? null : '2026-05-01T10:00:00Z',
  finishedAt:
    state === 'running' || state === 'waiting' ? null : new Date(Date.UTC(2026, 4, 1, 10, 0, seconds)).toISOString(),
});
const run = (steps: TrainingStep[]) => ({
  steps,
  model: 'delay',
  version: 2,
  evaluationId: null,
  rolloutId: null,
  dataset: 'delay training',
  error: null,
  why: 'drift',
  state: 'running' as const,
});

it('times each step, marks the slowest, and dashes what was not reached', () => {
  const now = Date.parse('2026-05-01T10:00:30Z');
  const boxes = flowOf(
    run([step('fetch', 'done', 2), step('train', 'done', 9), step('register', 'running'), step('evaluate', 'waiting')]),
    now,
  );
  expect(boxes.map(({ took, isSlowest, isReached }) => [took, isSlowest, isReached])).toEqual([
    ['2 s', false, true],
    ['9 s', true, true],
    ['30 s', false, true],
    ['', false, false],
  ]);
});

it('links what steps made, and nothing that was skipped', () => {
  const boxes = flowOf(run([step('fetch', 'done', 1), step('register', 'done', 1), step('canary', 'skipped')]), 0);
  expect(boxes.map(({ link }) => link)).toEqual(['/datasets/delay%20training', '/models/delay/versions/2', null]);
});

it('says where a run failed and what to do', () => {
  const failed = run([step('fetch', 'done', 1), step('train', 'failed', 2)]);
  expect(failedStep(failed)?.name).toBe('train');
  expect(runSentence(failed)).toBe('Train failed: train failed. Read the log.');
  expect(runSentence(run([step('approve', 'held')]))).toBe('approve held');
  expect(runSentence(run([step('fetch', 'done', 1)]))).toBe('Made v2 of delay. fetch done');
  expect(runSentence({ ...run([]), version: null })).toBe('Waits for a worker. drift');
});
