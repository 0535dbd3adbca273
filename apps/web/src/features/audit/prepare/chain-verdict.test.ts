import { expect, it } from 'vitest';
import { chainVerdict } from './chain-verdict.js';

it.each([
  [undefined, 'unknown', 'verify the chain'],
  [{ verified: true, upToSeq: 48_210, brokenAtSeq: null }, 'good', 'Chain verified to #48,210'],
  [{ verified: false, upToSeq: 12, brokenAtSeq: 12 }, 'bad', 'broken at #12'],
] as const)('%#', (chain, tone, words) =>
  expect(chainVerdict(chain)).toMatchObject({ tone, sentence: expect.stringContaining(words) }),
);
