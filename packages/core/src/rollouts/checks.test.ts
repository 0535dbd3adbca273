import { RolloutCheck, RolloutPolicy, type CheckReading } from '@slipway/contracts';
import { describe, expect, test } from 'vitest';
import { heldByChecks, nextReading } from './checks.js';
import type { Decision } from './decide.js';
import { fromPrometheus } from './read-checks.js';

const now = new Date('2026-11-21T12:00:00Z');
const check = (change: object = {}): RolloutCheck =>
  RolloutCheck.parse({ name: 'p95', source: { kind: 'traffic', metric: 'p95_ms' }, max: 200, ...change });
const reading = (change: Partial<CheckReading> = {}): CheckReading => ({
  name: 'p95',
  at: now.toISOString(),
  value: 320,
  detail: '',
  state: 'breached',
  failuresInRow: 3,
  ...change,
});
const advance: Decision = { act: 'advance', toStep: 1, why: 'errors shown safe' };
const hold: Decision = { act: 'hold', lookAgainAt: now, why: 'not yet shown safe' };
const harm: Decision = { act: 'roll_back', why: 'errors 4x' };

describe('plain thresholds', () => {
  test.each([
    [
      'out of range often enough roll back',
      {},
      {},
      hold,
      'roll_back',
      'p95 is 320 instead of at most 200, 3 times in a row',
    ],
    ['or pause, as they say', { onBreach: 'pause' }, {}, advance, 'pause', /3 times in a row/],
    [
      'out of range once keep it from going on',
      {},
      { failuresInRow: 1 },
      advance,
      'hold',
      /p95 is 320.*errors shown safe/,
    ],
    ['out of range once change nothing else', {}, { failuresInRow: 1 }, hold, 'hold', 'not yet shown safe'],
    [
      'that are not known keep it from going on',
      {},
      { value: null, detail: 'no traffic', state: 'unknown', failuresInRow: 0 },
      advance,
      'hold',
      /not known: no traffic/,
    ],
    [
      'in range let it go on',
      {},
      { value: 100, state: 'ok', failuresInRow: 0 },
      advance,
      'advance',
      'errors shown safe',
    ],
    ['come after harm that was shown', { onBreach: 'pause' }, {}, harm, 'roll_back', 'errors 4x'],
    ['that were never read keep it from going on', {}, { name: 'another' }, advance, 'hold', /p95 was not read yet/],
  ])('%s', (_, checked, read, decision, act, why) => {
    const policy = RolloutPolicy.parse({ checks: [check(checked)] });
    const situation = {
      at: now.toISOString(),
      stepStartedAt: now.toISOString(),
      policy,
      checks: [reading(read as object)],
    };
    const expected = typeof why === 'string' ? why : expect.stringMatching(why);
    expect(heldByChecks(decision, situation)).toMatchObject({ act, why: expected });
  });

  test('that keep it for too long ask a person', () => {
    const policy = RolloutPolicy.parse({ checks: [check()], maxHoldSeconds: 10 });
    const situation = { at: new Date(now.getTime() + 11_000).toISOString(), stepStartedAt: now.toISOString(), policy };
    const checks = [reading({ value: null, state: 'unknown', failuresInRow: 0 })];
    expect(heldByChecks(advance, { ...situation, checks })).toMatchObject({ act: 'pause' });
  });

  test('count readings out of range in a row, across those that are not known', () => {
    let last: CheckReading | undefined;
    const rows = [300, null, 250, 150, 201].map((value) => {
      last = nextReading(check({ min: 0 }), { value, detail: '' }, last, now);
      return `${last.state} ${last.failuresInRow}`;
    });
    expect(rows).toEqual(['breached 1', 'unknown 1', 'breached 2', 'ok 0', 'breached 1']);
  });

  test.each([
    ['no bound', { max: undefined }],
    ['bounds the wrong way round', { min: 300 }],
    ['a bound that is no number', { max: NaN }],
    ['an address of files', { source: { kind: 'prometheus', url: 'file:///etc/passwd', query: 'up' } }],
  ])('with %s are refused', (_, change) => {
    expect(RolloutCheck.safeParse({ ...check(), ...change }).success).toBe(false);
  });
});

test.each([
  ['a scalar', { resultType: 'scalar', result: [1, '0.5'] }, 0.5],
  ['one sample', { resultType: 'vector', result: [{ metric: {}, value: [1, '12'] }] }, 12],
  ['no sample', { resultType: 'vector', result: [] }, /0 samples/],
  ['two samples', { resultType: 'vector', result: [{ value: [1, '1'] }, { value: [1, '2'] }] }, /2 samples/],
  ['not a number', { resultType: 'vector', result: [{ value: [1, 'NaN'] }] }, /no number/],
  ['an empty text', { resultType: 'scalar', result: [1, ''] }, /no number/],
  ['a range', { resultType: 'matrix', result: [] }, /no instant vector/],
  ['nothing', undefined, /no instant vector/],
])('an answer of Prometheus with %s', (_, data, expected) => {
  const read = fromPrometheus(JSON.stringify({ status: 'success', data }));
  if (typeof expected === 'number') expect(read).toEqual({ value: expected, detail: '' });
  else expect(read).toEqual({ value: null, detail: expect.stringMatching(expected) });
});
