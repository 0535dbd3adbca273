import { NewTestSimulation, type TestSimulation, type TestSimulationCurve } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { changeName, readTestForm, testLines, testPoints, testVerdict, type TestForm } from './test-simulation.js';

const curve = (change: number, part: Partial<TestSimulationCurve>): TestSimulationCurve => ({
  change,
  runs: 100,
  won: 0,
  wonWrongly: 0,
  rolledBack: 0,
  daysToWin: null,
  callersToWin: null,
  points: [{ days: 0, won: 0, wonWrongly: 0 }],
  ...part,
});
const simulation: TestSimulation = {
  lookHours: 2,
  curves: [curve(0, { wonWrongly: 0.02 }), curve(0.1, { daysToWin: 2.5 }), curve(0.05, { daysToWin: 9 })],
};
const form: TestForm = {
  callersPerDay: 1_000,
  kind: 'rate',
  mean: 10,
  deviation: '',
  candidates: 2,
  sharePercent: 30,
  changes: '0, 5',
  maxDays: 14,
  alphaPercent: 5,
};

test('the verdict tells the smallest change that is found, and how often a wrong one wins', () => {
  const limits = { maxDays: 14, alpha: 0.05 };
  expect(testVerdict(simulation, limits)).toEqual({
    tone: 'good',
    sentence:
      'A change of +5 % wins half of the tests within 9 days. A wrong candidate won 2 % of them; the policy allows 5 %.',
  });
  expect(testVerdict({ ...simulation, curves: [simulation.curves[0]!] }, limits)).toMatchObject({
    tone: 'warn',
    sentence: expect.stringContaining('None of these changes'),
  });
});

test('curves share an axis; an equal candidate has no line', () => {
  expect(testPoints(simulation)).toEqual([{ days: 0, c0: 0, 'c0.1': 0, 'c0.05': 0 }]);
  expect(testLines(simulation).map(({ name }) => name)).toEqual(['+10 %', '+5 %']);
  expect([changeName(0), changeName(-0.02)]).toEqual(['equal', '-2 %']);
});

test('what is typed is what the API takes; a rate says itself how much single values vary', () => {
  const read = readTestForm(form);
  if ('error' in read) throw new Error(read.error);
  expect(NewTestSimulation.parse(read)).toMatchObject({
    mean: 0.1,
    deviation: expect.closeTo(0.3, 9),
    changes: [0, 0.05],
    shareBp: 3_000,
  });
});

test.each<[Partial<TestForm>, RegExp]>([
  [{ changes: '' }, /percentages/],
  [{ changes: '1, x' }, /percentages/],
  [{ mean: 120 }, /rate/],
  [{ kind: 'value', deviation: 0 }, /deviation/],
  [{ sharePercent: 50 }, /Stable keeps/],
])('%j is refused', (part, error) =>
  expect(readTestForm({ ...form, ...part })).toMatchObject({ error: expect.stringMatching(error) }),
);
