import { expect, it } from 'vitest';
import { totalsWords } from './endpoint-totals.js';

const totals = {
  endpoint: 'delays',
  requests: 1_800,
  rows: 1_800,
  errors: 9,
  p50Ms: 1,
  p95Ms: 4.25,
  p99Ms: 12,
  requestsPerSecond: 2,
};

it.each([
  ['rate', '2'],
  ['p95', '4.3 ms'],
  ['latency', '1 ms / 4.3 ms / 12 ms'],
  ['errors', '0.5 % (1.8k)'],
] as const)('%s is %s', (show, words) => expect(totalsWords(totals, show)).toBe(words));

it('nobody asked is no zero, and not known yet is nothing', () => {
  expect([totalsWords(null, 'rate'), totalsWords(null, 'p95')]).toEqual(['no traffic', '–']);
  expect(totalsWords(undefined, 'rate')).toBe('');
});
