import { expect, it } from 'vitest';
import { firstSteps, readSteps } from './step-rows.js';

it('readSteps reads percent into basis points', () => {
  expect(readSteps(firstSteps)).toEqual({
    steps: [
      { weightBp: 1000, holdSeconds: 60 },
      { weightBp: 5000, holdSeconds: 60 },
      { weightBp: 10_000, holdSeconds: 0 },
    ],
  });
});

it.each([
  [[], 'At least one step'],
  [[{ percent: '', holdSeconds: 0 }], 'between 0.01 %'],
  [[{ percent: 101, holdSeconds: 0 }], 'between 0.01 %'],
  [
    [
      { percent: 50, holdSeconds: 0 },
      { percent: 50, holdSeconds: 0 },
    ],
    'larger than the one before',
  ],
  [[{ percent: 50, holdSeconds: 1.5 }], 'whole seconds'],
])('readSteps refuses %j', (rows, words) => expect(readSteps(rows)).toEqual({ error: expect.stringContaining(words) }));
