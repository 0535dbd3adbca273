import { describe, expect, test } from 'vitest';
import type { SeenRow } from '../serving/index.js';
import { candidateFailure, seenBp } from './seen-candidate.js';

const row = { toModel: 'delays', toVersion: 2, wantedBp: 5000, firstConfig: 2, arms: [] };
const candidate = { model: 'delays', version: 2 };
const says = (configNumber: number, state: string, version = 2, role = 'candidate'): SeenRow => ({
  gateway: crypto.randomUUID(),
  configNumber,
  wantedConfig: 3,
  seenAt: new Date(0),
  variants: [
    {
      role,
      model: 'delays',
      version,
      state,
      where: 'child process',
      outstanding: 0,
      restarts: 0,
      detail: 'it crashed',
    },
  ],
});

describe('a weight is seen', () => {
  test.each([
    ['once the only gateway runs the candidate by the new config', [says(3, 'ready')], 5000],
    ['not by the config before', [says(2, 'ready')], null],
    ['not while the candidate loads', [says(3, 'starting')], null],
    ['not where the candidate failed', [says(3, 'failed')], null],
    ['not when one of two gateways lags', [says(3, 'ready'), says(2, 'ready')], null],
    ['not when one of two gateways has it not ready', [says(3, 'ready'), says(3, 'starting')], null],
    ['when both have it', [says(3, 'ready'), says(3, 'ready')], 5000],
    ['not of another version', [says(3, 'ready', 7)], null],
    ['not of the stable one', [says(3, 'ready', 2, 'stable')], null],
    ['not when no gateway reports', [], null],
  ])('%s', (_, seen, expected) => expect(seenBp(seen, row)).toBe(expected));
});

describe('a candidate has failed', () => {
  test.each([
    ['when a gateway says so by a config of this rollout', [says(2, 'failed')], 'it crashed'],
    ['not by what was said before this rollout', [says(1, 'failed')], null],
    ['not while it loads', [says(3, 'starting')], null],
  ])('%s', (_, seen, expected) => expect(candidateFailure(seen, row, candidate)).toBe(expected));
});

test('of an A/B test every candidate that is in must be ready', () => {
  const arms = [2, 3, 4].map((version) => ({ model: 'delays', version, dropped: version === 4 ? 'it failed' : null }));
  const both = says(3, 'ready');
  expect(seenBp([both], { ...row, arms })).toBeNull();
  expect(seenBp([{ ...both, variants: [...both.variants, ...says(3, 'ready', 3).variants] }], { ...row, arms })).toBe(
    5000,
  );
});
