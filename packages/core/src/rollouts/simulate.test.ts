import { RolloutPolicy, type RolloutStep } from '@slipway/contracts';
import { seededRandom } from '@slipway/stats';
import { describe, expect, it } from 'vitest';
import {
  medianSeconds,
  shareOf,
  simulateRollout,
  type EventRates,
  type SimulatedEnd,
  type SimulatedRollout,
} from './simulate.js';

const ALPHA = 0.05;
const forever: RolloutStep[] = [{ weightBp: 1000, holdSeconds: 86_400 }];
const ramp = [100, 500, 1000, 2500, 5000].map((weightBp) => ({ weightBp, holdSeconds: 360 }));
const steps: RolloutStep[] = [
  { weightBp: 1000, holdSeconds: 60 },
  { weightBp: 5000, holdSeconds: 60 },
  { weightBp: 10_000, holdSeconds: 0 },
];

/** `factor` multiplies what fails; how slow answers are stays as it is. */
const rates = (factor: number): EventRates => ({
  errors: 0.005 * factor,
  timeouts: 0.001 * factor,
  invalid_outputs: 0.0005 * factor,
  latency_p50: 0.5,
  latency_p95: 0.05,
  latency_p99: 0.01,
});

function ends(runs: number, plan: Omit<SimulatedRollout, 'lookSeconds' | 'horizonSeconds'>): SimulatedEnd[] {
  const random = seededRandom(20261121);
  return Array.from({ length: runs }, () => simulateRollout({ lookSeconds: 5, horizonSeconds: 1800, ...plan }, random));
}

describe('one guardrail, no floor of harm, one look each 5 s (the table of specs/rollouts.md 3.3)', () => {
  const policy = RolloutPolicy.parse({ guardrails: ['errors'], thetaHarm: 1 });
  const timed = (requestsPerSecond: number, factor: number, more: Partial<SimulatedRollout> = {}) => ({
    traffic: { requestsPerSecond, stable: { errors: 0.005 }, candidate: { errors: 0.005 * factor } },
    steps: forever,
    policy,
    isTimed: true,
    ...more,
  });

  it.each([
    ['2x errors at 100 requests/s', timed(100, 2), 225],
    ['4x', timed(100, 4), 35],
    ['10x', timed(100, 10), 10],
    ['10x at 10 requests/s', timed(10, 10), 65],
    ['100x at 10 requests/s', timed(10, 100), 10],
    ['4x on a ramp', timed(100, 4, { steps: ramp }), 260],
  ])('%s: the median time to a rollback is within 10%% of the table', (_, plan, seconds) => {
    const median = medianSeconds(ends(400, plan), 'roll_back');
    expect(median).toBeGreaterThanOrEqual(0.9 * seconds);
    expect(median).toBeLessThanOrEqual(1.1 * seconds);
  });

  it.each([
    ['100 requests/s', timed(100, 1)],
    ['10 requests/s', timed(10, 1)],
    ['on a ramp', timed(100, 1, { steps: ramp })],
  ])('an equal candidate is rolled back at most as often as alpha says: %s', (_, plan) => {
    expect(shareOf(ends(150, plan), 'roll_back')).toBeLessThanOrEqual(ALPHA);
  });
});

describe('the default policy', () => {
  const policy = RolloutPolicy.parse({});
  const judged = (factor: number, more: Partial<SimulatedRollout> = {}, traffic = {}) => ({
    traffic: { requestsPerSecond: 100, stable: rates(1), candidate: rates(factor), ...traffic },
    steps,
    policy,
    ...more,
  });

  it.each([
    ['4x', 4, 75],
    ['10x', 10, 20],
  ])('rolls %s errors back within a median of %d: %d s', (_, factor, seconds) => {
    const found = ends(100, judged(factor, { steps: forever }));
    expect(medianSeconds(found, 'roll_back')).toBeLessThanOrEqual(seconds);
    expect(shareOf(found, 'roll_back')).toBeGreaterThanOrEqual(0.99);
  });

  it.each([
    ['at one weight', judged(1, { steps: forever }), 30],
    ['as it is decided', judged(1), 60],
    ['on a ramp', judged(1, { steps: ramp, isTimed: true }), 30],
    ['at 10 requests/s', judged(1, {}, { requestsPerSecond: 10 }), 40],
    ['with 1,000 keys', judged(1, {}, { keys: 1000 }), 10],
    ['with 1,000 keys on a ramp', judged(1, { steps: ramp, isTimed: true }, { keys: 1000 }), 10],
    ['as harmful as the floor allows', judged(1.25, { steps: forever }), 30],
  ])('rolls back at most alpha of equal candidates %s', (_, plan, runs) => {
    expect(shareOf(ends(runs, plan), 'roll_back')).toBeLessThanOrEqual(ALPHA);
  });

  it('promotes equal candidates at 100 requests/s, and every one without errors', () => {
    expect(shareOf(ends(40, judged(1)), 'complete')).toBeGreaterThanOrEqual(1 - ALPHA);
    expect(shareOf(ends(40, judged(0)), 'complete')).toBe(1);
  });

  it.each([
    ['errors', judged(2)],
    ['errors of 1,000 keys', judged(2, { steps: [{ weightBp: 5000, holdSeconds: 0 }] }, { keys: 1000 })],
  ])('promotes at most alpha of candidates exactly at the margin of %s', (_, plan) => {
    expect(shareOf(ends(40, plan), 'complete')).toBeLessThanOrEqual(ALPHA);
  });

  it.each([
    ['timeouts', { timeouts: 0.01 }],
    ['invalid outputs', { invalid_outputs: 0.01 }],
    ['the p50', { latency_p50: 0.8 }],
    ['the p95', { latency_p95: 0.15 }],
    ['the p99', { latency_p99: 0.04 }],
  ])('rolls back a candidate that is clearly worse in %s alone', (_, worse) => {
    const found = ends(10, judged(1, { steps: forever }, { candidate: { ...rates(1), ...worse } }));
    expect(shareOf(found, 'roll_back')).toBe(1);
  });

  it('never calls a sound split broken, and always one that loses a third', () => {
    expect(shareOf(ends(40, judged(1)), 'pause')).toBe(0);
    expect(shareOf(ends(10, judged(1, { steps: forever }, { lost: 1 / 3 })), 'pause')).toBe(1);
  });
});

describe('wrong predictions, known for some requests', () => {
  const policy = RolloutPolicy.parse({ guardrails: ['wrong_predictions'] });
  const labelled = (stable: number, candidate: number, more: Partial<SimulatedRollout> = {}): SimulatedRollout => ({
    traffic: {
      requestsPerSecond: 20,
      stable: { errors: 0, wrong_predictions: stable },
      candidate: { errors: 0, wrong_predictions: candidate },
    },
    steps: forever,
    policy,
    lookSeconds: 5,
    horizonSeconds: 1800,
    ...more,
  });
  const half = { steps: [{ weightBp: 5000, holdSeconds: 0 }] };

  it('roll back at most alpha of equal candidates, however common they are', () => {
    expect(shareOf(ends(30, labelled(0.2, 0.2)), 'roll_back')).toBeLessThanOrEqual(ALPHA);
    expect(shareOf(ends(20, labelled(0.2, 0.25)), 'roll_back')).toBeLessThanOrEqual(ALPHA);
  });
  it('roll back a candidate that is wrong twice as often', () => {
    expect(shareOf(ends(20, labelled(0.2, 0.4)), 'roll_back')).toBe(1);
  });
  it('promote at most alpha at the margin, and most equal candidates', () => {
    expect(shareOf(ends(30, labelled(0.2, 0.25, half)), 'complete')).toBeLessThanOrEqual(ALPHA);
    expect(shareOf(ends(10, labelled(0.2, 0.2, half)), 'complete')).toBeGreaterThanOrEqual(0.9);
  });
});

it('the same draws make the same rollout', () => {
  const plan = {
    traffic: { requestsPerSecond: 20, keys: 50, stable: rates(1), candidate: rates(3) },
    steps,
    policy: RolloutPolicy.parse({}),
  };
  expect(ends(5, plan)).toEqual(ends(5, plan));
});
