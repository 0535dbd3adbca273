import { RolloutPolicy } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { policyDraftOf, policyOf, usualPolicy } from './policy-draft.js';

const known = RolloutPolicy.parse({
  alpha: 0.01,
  thetaNi: 3,
  failFirst: 9,
  maxHoldSeconds: 5400,
  guardrails: ['errors'],
});

it('a policy that nobody changed stays as it was, also where the form does not show it', () => {
  expect(policyOf(policyDraftOf(known), known)).toEqual(known);
  expect(policyOf(usualPolicy(), undefined)).toEqual(RolloutPolicy.parse({}));
});

it('what is typed is asked for', () => {
  const draft = { ...policyDraftOf(known), alphaPercent: 2.5, maxHoldHours: 2, guardrails: ['timeouts' as const] };
  expect(policyOf(draft, known)).toEqual({ ...known, alpha: 0.025, maxHoldSeconds: 7200, guardrails: ['timeouts'] });
});

it.each([
  { alphaPercent: '' },
  { alphaPercent: 50 },
  { thetaHarm: 0.5 },
  { badRequestBudget: 1.5 },
  { maxHoldHours: 0 },
])('nothing comes of %o', (change) => expect(policyOf({ ...policyDraftOf(known), ...change }, known)).toBeNull());
