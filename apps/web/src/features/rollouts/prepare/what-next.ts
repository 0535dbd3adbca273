import type { GuardrailEvidence, Rollout } from '@slipway/contracts';
import { formatMs, formatNumber, formatWeight } from '../../../lib/format.js';
import { evidenceWords } from './evidence-pictures.js';
import { guardrailWords } from '../../../lib/guardrail-words.js';

/** Need is one condition of a way on: what it is, and whether it holds now. */
export interface Need {
  text: string;
  met: boolean;
}

/** Way is one thing that Slipway may decide next: it is decided when `all` of its needs hold, or else any of them. */
export interface Way {
  title: string;
  rule: 'all' | 'any';
  needs: readonly Need[];
}

/** whatNext lists the ways on from here: to the next step, back to stable, to a person. Empty once the rollout has ended or while a person holds it. */
export function whatNext(rollout: Rollout, now: number): Way[] {
  if (rollout.endedAt !== null || rollout.state === 'paused') return [];
  return [goesOn(rollout, now), rollsBack(rollout), asksYou(rollout, now)];
}

/** nextLookWords says when the evidence is looked at again. */
export function nextLookWords({ state, nextLookAt, endedAt }: Rollout, now: number): string {
  if (endedAt !== null) return 'ended';
  if (state === 'paused') return 'paused: no next look';
  if (nextLookAt === null) return 'waits for its first look';
  const leftMs = Date.parse(nextLookAt) - now;
  return leftMs <= 1000 ? 'looking now, and again every second' : `next look in ${formatMs(leftMs)}`;
}

function goesOn(rollout: Rollout, now: number): Way {
  const { guardrails, steps, step, wantedBp, seenBp, stepStartedAt } = rollout;
  const holdMs = (steps[step]?.holdSeconds ?? 0) * 1000;
  const leftMs = Math.max(0, Date.parse(stepStartedAt) + holdMs - now);
  const needs: Need[] = guardrails.map((guardrail) => ({
    text: `${guardrailWords[guardrail.name]} shown safe: evidence ${evidenceWords(guardrail.safeE)} of ${formatNumber(guardrail.safeLimit)}`,
    met: guardrail.safeE >= guardrail.safeLimit,
  }));
  if (guardrails.length === 0) needs.push({ text: 'The first requests reach the candidate', met: false });
  if (holdMs > 0)
    needs.push({
      text:
        leftMs > 0
          ? `This step lasts ${formatMs(Math.max(1000, leftMs))} more`
          : `This step lasted its ${formatMs(holdMs)}`,
      met: leftMs === 0,
    });
  if (rollout.strategy !== 'shadow')
    needs.push({
      text: `Every gateway answers by ${formatWeight(wantedBp)}${seenBp === null || seenBp === wantedBp ? '' : `, now ${formatWeight(seenBp)}`}`,
      met: seenBp === wantedBp,
    });
  if (needsApprovalNow(rollout))
    needs.push({
      text: `Somebody other than ${rollout.startedBy} approves this step`,
      met: rollout.approvals.some(({ step: approved }) => approved === step),
    });
  return { title: nextStepWords(rollout), rule: 'all', needs };
}

/** needsApprovalNow is whether the step under way may only be left with an approval. */
export function needsApprovalNow({ needsApproval, steps, step }: Rollout): boolean {
  const next = steps[step + 1];
  const isPromotion = next === undefined || next.weightBp === 10_000;
  return needsApproval === 'every_step' || (needsApproval === 'promotion' && isPromotion);
}

function nextStepWords({ strategy, plan, steps, step, toVersion }: Rollout): string {
  const next = steps[step + 1];
  if (strategy === 'shadow') return 'Ends well, and moves no traffic';
  if (plan.strategy === 'blue_green' && plan.switchBy === 'person' && step === 0) return 'A person switches';
  return next === undefined || next.weightBp === 10_000
    ? `Gives v${toVersion} all traffic`
    : `Goes on to ${formatWeight(next.weightBp)}`;
}

function rollsBack({ guardrails, policy, fromVersion, strategy }: Rollout): Way {
  const worst = [...guardrails].sort((left, right) => right.harmE / right.harmLimit - left.harmE / left.harmLimit)[0];
  const requests = guardrails.find(({ name }) => name === 'errors')?.candidate.units ?? 0;
  const needs: Need[] = [
    ...(worst === undefined ? [] : [harmNeed(worst, policy.thetaHarm)]),
    {
      text: `It fails ${countWords(policy.badRequestBudget)} more than v${fromVersion} would have`,
      met: false,
    },
    ...(requests < policy.failFirst ? [{ text: `Its first ${policy.failFirst} requests all fail`, met: false }] : []),
    { text: 'It cannot run', met: false },
  ];
  return { title: strategy === 'shadow' ? 'Stops' : `Rolls back to v${fromVersion}`, rule: 'any', needs };
}

function harmNeed({ name, harmE, harmLimit }: GuardrailEvidence, thetaHarm: number): Need {
  return {
    text: `Anything shown more than ${formatNumber(thetaHarm)}x as frequent; nearest is ${guardrailWords[name]}, evidence ${evidenceWords(harmE)} of ${formatNumber(harmLimit)}`,
    met: harmE >= harmLimit,
  };
}

function asksYou({ policy, stepStartedAt, strategy }: Rollout, now: number): Way {
  const leftMs = Date.parse(stepStartedAt) + policy.maxHoldSeconds * 1000 - now;
  return {
    title: 'Asks you',
    rule: 'any',
    needs: [
      {
        text:
          leftMs > 0
            ? `No proof either way within ${formatMs(Math.max(1000, leftMs))}`
            : `No proof either way within ${formatMs(policy.maxHoldSeconds * 1000)}`,
        met: leftMs <= 0,
      },
      ...(strategy === 'shadow' ? [] : [{ text: 'Traffic is not split as wanted', met: false }]),
    ],
  };
}

const countWords = (count: number): string => `${formatNumber(count)} ${count === 1 ? 'request' : 'requests'}`;
