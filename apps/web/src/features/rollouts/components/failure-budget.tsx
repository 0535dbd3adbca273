import type { Rollout, RolloutEvidence } from '@slipway/contracts';
import { Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { formatNumber } from '../../../lib/format.js';
import { failureBudget } from '../prepare/failure-budget.js';

/** FailureBudget shows how many requests the candidate may still fail before it is stopped without waiting for proof. */
export function FailureBudget({ rollout, evidence }: { rollout: Rollout; evidence: RolloutEvidence }): ReactNode {
  const { failures, excess, budget } = failureBudget(rollout.policy, evidence.counts);
  return (
    <Section
      title="Failure budget"
      note={`stops at ${formatNumber(budget)} failures beyond ${formatNumber(rollout.policy.thetaHarm)}x v${rollout.fromVersion}’s rate, proof or not`}
    >
      <Progress
        value={Math.min(100, (100 * excess) / budget)}
        color="bad"
        aria-label={`${formatNumber(excess, 0)} of ${formatNumber(budget)} spent`}
        mb={6}
      />
      {formatNumber(excess, 0)} of {formatNumber(budget)} spent; {formatNumber(failures)} requests to v
      {rollout.toVersion} failed in all.
    </Section>
  );
}
