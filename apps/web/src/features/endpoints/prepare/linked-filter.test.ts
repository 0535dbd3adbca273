import { expect, it } from 'vitest';
import { linkedFilter } from './linked-filter.js';

const from = '2026-02-01T00:00:00.000Z';
const to = '2026-03-01T00:00:00.000Z';

it.each([
  ['tab=log&errors=1', null, {}],
  [`from=${from}&to=${to}`, 'event times from 1 Feb 2026, 00:00 to 1 Mar 2026, 00:00 UTC', { from, to }],
  [`from=${from}`, 'event times from 1 Feb 2026, 00:00 UTC', { from }],
  ['slice={"feature":"x","from":2}', 'x from 2', { slice: '{"feature":"x","from":2}' }],
  [
    `to=${to}&slice={"feature":"hub","value":"LAX"}`,
    'event times to 1 Mar 2026, 00:00 UTC, hub = LAX',
    { to, slice: '{"feature":"hub","value":"LAX"}' },
  ],
  ['from=yesterday&to=&slice={"feature":1}', null, {}],
  ['slice={', null, {}],
])('%s', (address, words, query) => {
  expect(linkedFilter(new URLSearchParams(address))).toEqual({ words, query });
});
