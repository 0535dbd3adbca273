import { expect, test } from 'vitest';
import { pauseAfter } from './deliver.js';

test.each([
  ['a rate limit waits as long as Slack says', 0, 429, { 'retry-after': '30' }, 30],
  ['a server error backs off', 0, 500, {}, 5],
  ['and further off', 2, 503, {}, 300],
  ['no answer backs off', 1, 0, {}, 30],
  ['a wrong payload is tried once more, as plain text', 0, 400, {}, 1],
  ['and not again', 1, 400, {}, null],
  ['an archived channel is not tried again', 0, 410, {}, null],
  ['after a day of failures it is dead', 8, 500, {}, null],
])('%s', (_, attempts, status, headers, expected) => {
  expect(pauseAfter(attempts, { status, headers })).toBe(expected);
});
