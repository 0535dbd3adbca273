import { RolloutPolicy, type GuardrailName } from '@slipway/contracts';

const HOUR = 3_600;

/** PolicyDraft is what a form shows of the policy of a canary; fields that are empty are empty texts. */
export interface PolicyDraft {
  alphaPercent: number | string;
  thetaHarm: number | string;
  badRequestBudget: number | string;
  maxHoldHours: number | string;
  guardrails: GuardrailName[];
}

/** policyDraftOf is the form of a policy. */
export const policyDraftOf = (policy: RolloutPolicy): PolicyDraft => ({
  alphaPercent: Number((policy.alpha * 100).toFixed(4)),
  thetaHarm: policy.thetaHarm,
  badRequestBudget: policy.badRequestBudget,
  maxHoldHours: policy.maxHoldSeconds / HOUR,
  guardrails: policy.guardrails,
});

/** usualPolicy is the form of a policy of which nothing was said. */
export const usualPolicy = (): PolicyDraft => policyDraftOf(RolloutPolicy.parse({}));

/** policyOf is the policy that a form asks for, or null while a field is empty or out of its bounds; what the form does not show of `known` stays. */
export function policyOf(draft: PolicyDraft, known: RolloutPolicy | undefined): RolloutPolicy | null {
  const { alphaPercent, thetaHarm, badRequestBudget, maxHoldHours, guardrails } = draft;
  if ([alphaPercent, thetaHarm, badRequestBudget, maxHoldHours].includes('')) return null;
  const parsed = RolloutPolicy.safeParse({
    ...known,
    alpha: Number(alphaPercent) / 100,
    thetaHarm: Number(thetaHarm),
    badRequestBudget: Number(badRequestBudget),
    maxHoldSeconds: Math.round(Number(maxHoldHours) * HOUR),
    guardrails,
  });
  return parsed.success ? parsed.data : null;
}
