import { expect, it } from 'vitest';
import { contentRange } from './content-range.js';

it.each([
  [undefined, null],
  ['bytes 0-4/10', { start: 0, end: 4, total: 10 }],
  ['bytes 5-9/10', { start: 5, end: 9, total: 10 }],
  ['bytes 5-9/*', { start: 5, end: 9, total: null }],
  ['bytes */10', 'asks'],
])('%s is %o', (header, expected) => {
  expect(contentRange(header)).toEqual(expected);
});

it.each(['bytes 5-4/10', 'bytes 0-10/10', 'bytes=0-4', 'bytes 0-4', 'bytes -4/10', 'bytes 0-9999999999999999/*', ''])(
  '%s is refused',
  (header) => {
    expect(() => contentRange(header)).toThrow(/Content-Range/);
  },
);
