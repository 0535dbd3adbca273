import type { PairReport, Replay } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { replayVerdict } from './replay-words.js';

const latency = { p50Ms: 1, p95Ms: 2, p99Ms: 3 };
const report: PairReport = {
  pairs: 1_000,
  agreed: 1_000,
  largestDifference: 0,
  failures: { onlyStable: 0, onlyCandidate: 0, both: 0 },
  stableLatency: latency,
  candidateLatency: { ...latency, p95Ms: 4 },
  dropped: 0,
  differences: [],
};
const of = (part: Partial<Replay>) =>
  replayVerdict({ state: 'done', report, fromVersion: 1, toVersion: 2, ...part } as Replay);

test('a replay is good where all answers are the same, and tells both latencies', () =>
  expect(of({})).toEqual({
    tone: 'good',
    sentence: 'v1 and v2 gave the same answer to 100 % of 1,000 logged requests; p95 2 ms at v1, 4 ms at v2',
  }));

test.each<[string, Partial<PairReport>, string, RegExp]>([
  ['other answers are a warning', { agreed: 990 }, 'warn', /99 % of 1,000/],
  [
    'failures of the candidate alone are bad',
    { agreed: 997, failures: { onlyStable: 1, onlyCandidate: 3, both: 0 } },
    'bad',
    /; 3 failed at v2 only; p95/,
  ],
  ['nothing asked is nothing known', { pairs: 0, agreed: 0 }, 'unknown', /^No logged request/],
  [
    'a version that always failed has no latency',
    { candidateLatency: { p50Ms: null, p95Ms: null, p99Ms: null } },
    'good',
    /requests$/,
  ],
])('%s', (_, part, tone, words) => {
  const verdict = of({ report: { ...report, ...part } });
  expect(verdict.tone).toBe(tone);
  expect(verdict.sentence).toMatch(words);
});

test('of another model the candidate has its name where the numbers are equal', () =>
  expect(of({ toModel: 'flights', toVersion: 1 }).sentence).toMatch(
    /^v1 and flights v1 gave .* at v1, 4 ms at flights v1$/,
  ));

test.each([
  ['running', 'info'],
  ['cancelled', 'unknown'],
  ['failed', 'bad'],
] as const)('one that is %s has no numbers', (state, tone) => {
  const verdict = of({ state, report: null });
  expect(verdict.tone).toBe(tone);
  expect(verdict.sentence).not.toMatch(/\d/);
});
