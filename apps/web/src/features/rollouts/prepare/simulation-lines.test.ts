import type { Simulation } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { candidateName, linesOf, pointsOf, verdictOf } from './simulation-lines.js';

const curve = (ratio: number, rolledBack: number): Simulation['curves'][number] => ({
  ratio,
  runs: 40,
  rolledBack,
  promoted: 1 - rolledBack,
  secondsToRollBack: null,
  secondsToPromote: 240,
  badRequests: 3,
  points: [
    { seconds: 0, rolledBack: 0, promoted: 0 },
    { seconds: 90, rolledBack, promoted: 1 - rolledBack },
  ],
});
const simulation = (...curves: Simulation['curves']): Simulation => ({ lookSeconds: 5, horizonSeconds: 90, curves });

it('lays the curves over one axis of minutes', () => {
  expect(pointsOf(simulation(curve(1, 0.025), curve(4, 1)), 'rolledBack')).toEqual([
    { minutes: 0, x1: 0, x4: 0 },
    { minutes: 1.5, x1: 0.025, x4: 1 },
  ]);
  expect(linesOf(simulation(curve(1, 0), curve(4, 1))).map(({ key, dashed }) => [key, dashed])).toEqual([
    ['x1', false],
    ['x4', true],
  ]);
});

describe('the verdict', () => {
  it.each([
    [0.025, 'good'],
    [0.2, 'warn'],
  ])('of %d wrong rollbacks at 5 %% is %s', (rolledBack, tone) => {
    const verdict = verdictOf(simulation(curve(1, rolledBack), curve(4, 1)), 0.05);
    expect(verdict).toMatchObject({ tone, sentence: expect.stringContaining('40 equal candidates') });
  });

  it('says nothing of equal candidates when there were none', () => {
    expect(verdictOf(simulation(curve(4, 1)), 0.05)).toEqual({ tone: 'info', sentence: '40 rollouts simulated.' });
  });
});

it.each([
  [0, 'no errors'],
  [1, 'equal'],
  [2.5, '2.5x errors'],
])('%d is called %s', (ratio, name) => expect(candidateName(ratio)).toBe(name));
