import { expect, test } from 'vitest';
import { pauseAfter } from './deliver.js';

test.each([
  ['a rate limit waits as long as Slack says', 0, null, 429, { 'retry-after': '30' }, 30],
  ['but an hour at most', 0, null, 429, { 'retry-after': '99999999' }, 3_600],
  ['a server error backs off', 0, null, 500, {}, 5],
  ['and further off', 2, 500, 503, {}, 300],
  ['no answer backs off', 1, 500, 0, {}, 30],
  ['a wrong payload is tried once more, as plain text', 0, null, 400, {}, 1],
  ['and so after other failures', 3, 500, 400, {}, 1],
  ['and not again', 1, 400, 400, {}, null],
  ['an archived channel is not tried again', 0, null, 410, {}, null],
  ['after a day of failures it is dead', 8, 500, 500, {}, null],
])('%s', (_, attempts, lastStatus, status, headers, expected) => {
  expect(pauseAfter({ attempts, lastStatus }, { status, headers })).toBe(expected);
});
