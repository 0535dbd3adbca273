import { expect, test } from 'vitest';
import { EvidenceCounter, type DrawnAnswer } from './count-evidence.js';
import { EvidenceUnits } from './evidence-units.js';

const slowMs = { latency_p50: 10, latency_p95: 30, latency_p99: 50 };
const route = { endpointId: 'e', configNumber: 3, rolloutId: 'r', slowMs };
const answer = (change: Partial<DrawnAnswer> = {}): DrawnAnswer => ({
  route,
  versionId: 'v',
  runMs: 5,
  fault: null,
  bucket: null,
  isNewUnit: true,
  score: () => null,
  ...change,
});

/** Units and events by guardrail. */
function counted(...answers: DrawnAnswer[]): Record<string, [units: number, events: number]> {
  const counter = new EvidenceCounter(new EvidenceUnits());
  for (const one of answers) counter.add(one);
  return Object.fromEntries(counter.take().map(({ name, units, events }) => [name, [units, events]]));
}

test('an answer is slow beyond each quantile that stable had', () => {
  expect(counted(answer(), answer({ runMs: 31 }), answer({ runMs: 10 }))).toEqual({
    timeouts: [3, 0],
    invalid_outputs: [3, 0],
    latency_p50: [3, 1],
    latency_p95: [3, 1],
    latency_p99: [3, 0],
  });
});

test.each([
  ['deadline_exceeded', { timeouts: [1, 1], invalid_outputs: [1, 0] }],
  ['non_finite_output', { timeouts: [1, 0], invalid_outputs: [1, 1] }],
  ['output_missing', { timeouts: [1, 0], invalid_outputs: [1, 1] }],
  ['replica_crashed', { timeouts: [1, 0], invalid_outputs: [1, 0] }],
])('%s is counted for what it is, and a failure is never fast', (fault, counts) => {
  expect(counted(answer({ fault }))).toEqual(counts);
});

test.each([
  ['that no run of its own made', { runMs: null }],
  ['before the quantiles are frozen', { route: { ...route, slowMs: null } }],
])('an answer %s says nothing of speed', (_, change) => {
  expect(counted(answer(change))).toEqual({ timeouts: [1, 0], invalid_outputs: [1, 0] });
});

test('a key counts once as a unit and once as each event, at its first', () => {
  const keyed = (runMs: number, isNewUnit: boolean) => answer({ bucket: 7, runMs, isNewUnit });
  expect(counted(keyed(5, true), keyed(20, false), keyed(60, false), keyed(70, false))).toEqual({
    timeouts: [1, 0],
    invalid_outputs: [1, 0],
    latency_p50: [1, 1],
    latency_p95: [1, 1],
    latency_p99: [1, 1],
  });
});

test('without a rollout nothing is evidence', () => {
  expect(counted(answer({ route: { ...route, rolloutId: null } }))).toEqual({});
});

test.each([
  ['a score', 0.5, 32],
  ['the best score', 1, 63],
  ['a value', 17, null],
  ['a label', 'late', null],
  ['NaN', NaN, null],
])('%s falls into its bin, once a key', (_, score, bin) => {
  const counter = new EvidenceCounter(new EvidenceUnits());
  for (let i = 0; i < 2; i += 1) counter.add(answer({ score: () => score, bucket: 7 }));
  const scores = counter.take().filter(({ name }) => name === 'score');
  expect(scores.map((one) => [one.bin, one.units, one.events])).toEqual(bin === null ? [] : [[bin, 1, 0]]);
});

test('a failure has no score', () => {
  expect(counted(answer({ fault: 'replica_crashed', score: () => 0.5 }))).not.toHaveProperty('score');
});
