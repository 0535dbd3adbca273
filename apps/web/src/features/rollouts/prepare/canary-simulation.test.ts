import { NewSimulation } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { readCanaryForm, usualCanaryForm } from './canary-simulation.js';

test('what is typed is what the simulator takes', () => {
  const asked = NewSimulation.parse(readCanaryForm({ ...usualCanaryForm, keys: 1_000, alphaPercent: 1 }));
  expect(asked).toMatchObject({ errorRate: 0.005, keys: 1_000, horizonSeconds: 1_800, policy: { alpha: 0.01 } });
  expect(asked.steps.map(({ weightBp }) => weightBp)).toEqual([1_000, 5_000, 10_000]);
});

test.each([
  [
    'shares that fall',
    { steps: [50, 10].map((percent) => ({ percent, holdSeconds: 0 })) },
    /larger than the one before/,
  ],
  ['an empty field', { minutes: '' }, /missing/],
])('%s are told', (_, change, error) =>
  expect(readCanaryForm({ ...usualCanaryForm, ...change })).toEqual({ error: expect.stringMatching(error) }),
);
