import type { NeedsApproval, RolloutApproval } from '@slipway/contracts';
import { isSamePerson, type Actor } from '../kernel/actor.js';
import { SlipwayError } from '../kernel/errors.js';
import { hasBegun, stepsOf, type RolloutRow } from './rollouts.repository.js';

type Approved = Pick<
  RolloutRow,
  'step' | 'steps' | 'wantedBp' | 'needsApproval' | 'approvals' | 'startedBy' | 'startedById'
>;

const ALL_BP = 10_000;

/** approvalsOf are the stored approvals of a rollout. */
export const approvalsOf = (row: Pick<RolloutRow, 'approvals'>): RolloutApproval[] =>
  row.approvals as unknown as RolloutApproval[];

/** lacksApproval tells whether a rollout may not leave its step for another one yet; the step after the last one is all traffic. */
export function lacksApproval(row: Approved, toStep: number): boolean {
  const mode = row.needsApproval as NeedsApproval;
  const isApproved = approvalsOf(row).some(({ step }) => step === row.step);
  if (mode === 'never' || isApproved) return false;
  return mode === 'every_step' || isPromotion(row, toStep);
}

/** waitsForApproval tells whether a rollout stands before a step that somebody else must let it take. */
export const waitsForApproval = (row: RolloutRow): boolean =>
  row.state === 'waiting' && hasBegun(row) && lacksApproval(row, row.step + 1);

/** whyNotOther says why an actor may not approve: whoever asked for it, by whatever token; four eyes see more than two. Null when the actor may. */
export const whyNotOther = (row: Pick<RolloutRow, 'startedBy' | 'startedById'>, actor: Actor): string | null =>
  isSamePerson(actor, row.startedById) ? `${row.startedBy} started this rollout: somebody else must approve it.` : null;

/** requireOther refuses the approval of whoever asked for it. */
export function requireOther(row: Approved, actor: Actor): void {
  const refusal = whyNotOther(row, actor);
  if (refusal !== null) throw new SlipwayError('forbidden', refusal);
}

function isPromotion(row: Approved, toStep: number): boolean {
  const to = stepsOf(row)[toStep];
  const isForAll = to === undefined || (to.weightBp === ALL_BP && to.cohorts === undefined);
  const isForAllNow = row.wantedBp === ALL_BP && stepsOf(row)[row.step]?.cohorts === undefined;
  return isForAll && !isForAllNow;
}
