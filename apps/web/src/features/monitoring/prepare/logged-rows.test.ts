import { expect, it } from 'vitest';
import { loggedRowsPath } from './logged-rows.js';

const window = { windowFrom: '2026-02-01T00:00:00.000Z', windowTo: '2026-03-01T00:00:00.000Z' };
const ends = { tab: 'log', from: window.windowFrom, to: window.windowTo };

it.each([
  ['drift', null, ends],
  ['outliers', null, { ...ends, outliers: '1' }],
  ['drift', { feature: 'a&b', values: ['ü="1"'] }, { ...ends, slice: '{"feature":"a&b","values":["ü=\\"1\\""]}' }],
] as const)('the rows of a window of %s, slice %j', (kind, slice, expected) => {
  const given = slice && { ...slice, values: [...slice.values] };
  const { pathname, searchParams } = new URL(
    loggedRowsPath({ kind, endpoint: 'far away', slice: given }, window),
    'http://x',
  );
  expect(pathname).toBe('/endpoints/far%20away');
  expect(Object.fromEntries(searchParams)).toEqual(expected);
});
