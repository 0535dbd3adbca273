import type { RolloutLook } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { aGuardrail, aRollout } from '@slipway/testkit';
import { proofExpected, proofWords } from './proof-expected.js';

const start = Date.parse('2026-11-21T12:00:00Z');
const look = (seconds: number, safeE: number, wantedBp = 1_000): RolloutLook => ({
  at: new Date(start + seconds * 1_000).toISOString(),
  wantedBp,
  seenBp: wantedBp,
  arms: [],
  harmE: 1,
  safeE,
  stableRate: 0,
  candidateRate: 0,
  candidateUnits: seconds,
  guardrails: [{ name: 'errors', harmE: 1, safeE }],
});
const rollout = (safeE: number) => ({ ...aRollout, guardrails: [{ ...aGuardrail, safeE, safeLimit: 16 }] });

test('evidence that doubles each ten seconds reaches 16 from 4 in twenty', () => {
  expect(proofExpected(rollout(4), [look(0, 1), look(10, 2), look(20, 4)])?.at).toBeCloseTo(start + 40_000, -1);
  expect(proofWords(rollout(4), [look(0, 1), look(20, 4)], start + 20_000)).toBe('in about 20 s, at the pace of late');
});

test('only looks at the present share tell the pace', () => {
  const looks = [look(0, 1), look(10, 1), look(20, 1, 5_000), look(30, 4, 5_000)];
  expect(proofExpected(rollout(4), looks)?.at).toBeCloseTo(start + 40_000, -1);
});

test.each([
  ['that does not grow', [look(0, 4), look(20, 4)]],
  ['that falls', [look(0, 5), look(20, 4)]],
  ['of one look', [look(20, 4)]],
  ['that was 0', [look(0, 0), look(20, 4)]],
])('evidence %s promises nothing', (_, looks) => {
  expect(proofExpected(rollout(4), looks)).toEqual({ at: null });
  expect(proofWords(rollout(4), looks, start)).toMatch(/does not grow/);
});

test('nothing is left to prove', () => {
  const safe = { ...aRollout, guardrails: [{ ...aGuardrail, verdict: 'safe' as const }] };
  expect(proofExpected(safe, [look(0, 1), look(20, 4)])).toBeNull();
  expect(proofExpected({ ...rollout(4), state: 'paused' }, [look(0, 1), look(20, 4)])).toBeNull();
  expect(proofExpected(rollout(4), [])).toBeNull();
});
