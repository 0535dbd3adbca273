import { expect, it } from 'vitest';
import { backtestSentence, triedRows } from './backtest-rows.js';

const tried = {
  from: '2026-01-01T00:00:00Z',
  to: '2026-04-01T00:00:00Z',
  looks: 92,
  fired: [{ at: '2026-02-01T00:00:00Z', why: 'drift' }],
  held: [{ at: '2026-02-02T00:00:00Z', reason: 'cool_down' as const, why: 'it cools down' }],
};

it('lists what a trigger would have done, newest first', () => {
  expect(triedRows(tried).map(({ what }) => what)).toEqual(['Held back: cooling down', 'Trained']);
});

it('says how often it would have trained', () => {
  expect(backtestSentence(tried)).toBe('It was looked at 92 times and would have trained 1 time.');
});
