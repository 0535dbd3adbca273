import { RolloutCheck, type CheckReading } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { breachWords, rangeWords, sourceWords, valueWords } from './check-words.js';

const check = (source: object, bounds: object): RolloutCheck => RolloutCheck.parse({ name: 'c', source, ...bounds });
const traffic = (metric: string, more: object = {}): object => ({ kind: 'traffic', metric, ...more });
const reading = (value: number | null, failuresInRow = 0): CheckReading => ({
  name: 'c',
  at: '2026-11-21T12:00:00Z',
  value,
  detail: 'only 3 requests',
  state: 'ok',
  failuresInRow,
});

test.each([
  [traffic('p95_ms'), { max: 200 }, 'Latency p95 over 1 min', 'at most 200 ms', '12 ms', 12],
  [traffic('error_rate'), { max: 0.02 }, 'Error rate over 1 min', 'at most 2 %', '1 %', 0.01],
  [traffic('memory_mb'), { max: 512 }, 'Memory of a replica now', 'at most 512 MiB', '300 MiB', 300],
  [traffic('p99_ms', { relativeToStable: true }), { max: 1.5 }, /divided by stable/, 'at most 1.5x', '1.2x', 1.2],
  [{ kind: 'webhook', channel: 'shop' }, { min: 1, max: 3 }, 'Webhook shop', 'at least 1 and at most 3', '2', 2],
])('%j reads well', (source, bounds, what, range, now, value) => {
  const one = check(source, bounds);
  if (typeof what === 'string') expect(sourceWords(one.source)).toBe(what);
  else expect(sourceWords(one.source)).toMatch(what);
  expect(rangeWords(one)).toBe(range);
  expect(valueWords(one.source, reading(value))).toBe(now);
});

test('a number that is not known says why, one that was never read says so', () => {
  const { source } = check(traffic('p95_ms'), { max: 1 });
  expect(valueWords(source, reading(null))).toBe('only 3 requests');
  expect(valueWords(source, undefined)).toBe('not read yet');
});

test('how near a breach is', () => {
  const one = check(traffic('p95_ms'), { max: 1, onBreach: 'pause' });
  expect(breachWords(one, undefined, false)).toBe('pauses after 3 in a row');
  expect(breachWords(one, reading(2, 2), true)).toBe('pauses after 3 in a row, now 2');
  const firm = check(traffic('p95_ms'), { max: 1, onBreach: 'roll_back' });
  expect([false, true].map((isOfSeveral) => breachWords(firm, undefined, isOfSeveral))).toEqual([
    'rolls back after 3 in a row',
    'is taken out after 3 in a row',
  ]);
});
