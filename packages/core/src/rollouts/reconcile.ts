import type { GuardrailEvidence } from '@slipway/contracts';
import { toJson, type Tx } from '../kernel/db.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import type { SeenRow, ServingService } from '../serving/index.js';
import type { Decision } from './decide.js';
import { judge } from './judge.js';
import type { Because, RolloutActs } from './rollout-acts.js';
import { judgedCounts } from './judged-counts.js';
import { planOf, policyOf, type RolloutRow, type RolloutsRepository } from './rollouts.repository.js';
import { candidateFailure, seenBp } from './seen-candidate.js';

const SHORTEST_GAP_MS = 500;
/** So many looks lie between the start and twice the time that has passed. */
const LOOKS_KEPT = 300;

/** ReconcileParts are what a pass works with. */
export interface ReconcileParts {
  kit: Kit;
  serving: ServingService;
  repository: RolloutsRepository;
  acts: RolloutActs;
}

/**
 * reconcile makes one pass over a rollout: load, evidence, decide, apply. It never trusts the last pass, and it applies only to a row that is
 * locked and still as it was when the evidence was read: of a person and a pass, one acts.
 */
export async function reconcile(parts: ReconcileParts, rolloutId: string, context: JobContext): Promise<void> {
  const { kit, serving, repository } = parts;
  const row = await repository.find(rolloutId);
  if (row === null || !isDecided(row)) return;
  const [counts, seen] = await Promise.all([judgedCounts(serving, row), serving.seen(row.endpointId)]);
  const now = kit.clock.now();
  const { step, stepStartedAt } = row;
  const { decision, guardrails: evidence } = judge({
    at: now,
    step,
    plan: planOf(row),
    policy: policyOf(row),
    stepStartedAt,
    counts,
    isSeen: seenBp(seen, row) === row.wantedBp,
    candidateFailure: candidateFailure(seen, row),
  });
  await context.commit(async (tx) => {
    const locked = await repository.lock(tx, rolloutId);
    if (locked === null || !isDecided(locked) || locked.step !== step) return;
    await keepLook(parts, tx, locked, evidence[0]!, seen, now);
    const guardrails = toJson(evidence);
    await repository.update(tx, rolloutId, { guardrails });
    const because = { actor: context.actor, why: decision.why, counts };
    await apply(parts, tx, { ...locked, guardrails: guardrails as RolloutRow['guardrails'] }, decision, because);
  });
}

const isDecided = ({ endedAt, state }: RolloutRow): boolean => endedAt === null && state !== 'paused';

async function apply(
  { acts, repository }: ReconcileParts,
  tx: Tx,
  row: RolloutRow,
  decision: Decision,
  because: Because,
): Promise<void> {
  switch (decision.act) {
    case 'hold': {
      const sentence = `Holding at ${row.wantedBp / 100} %: ${decision.why}.`;
      return repository.update(tx, row.id, { state: 'holding', nextLookAt: decision.lookAgainAt, sentence });
    }
    case 'pause':
      return acts.pause(tx, row, because);
    case 'advance':
      return acts.advance(tx, row, decision.toStep, 'advance', because);
    case 'complete':
      return acts.complete(tx, row, 'complete', because);
    case 'finish':
      return acts.finish(tx, row, because);
    case 'roll_back':
      return acts.returnToStable(tx, row, 'roll_back', because);
  }
}

/** A look is kept when the counts have changed; the longer a rollout lasts, the further its looks lie apart. */
async function keepLook(
  { repository }: ReconcileParts,
  tx: Tx,
  row: RolloutRow,
  errors: GuardrailEvidence,
  seen: readonly SeenRow[],
  now: Date,
): Promise<void> {
  const lastLookAt = await repository.lastLookAt(tx, row.id);
  const gapMs = Math.max(SHORTEST_GAP_MS, (now.getTime() - row.startedAt.getTime()) / LOOKS_KEPT);
  const [before] = row.guardrails as unknown as GuardrailEvidence[];
  const isNews = before === undefined || countsOf(before) !== countsOf(errors);
  if (lastLookAt !== null && (!isNews || now.getTime() - lastLookAt.getTime() < gapMs)) return;
  await repository.addLook(tx, row.id, {
    at: now.toISOString(),
    wantedBp: row.wantedBp,
    seenBp: seenBp(seen, row),
    harmE: errors.harmE,
    safeE: errors.safeE,
    stableRate: rate(errors.stable),
    candidateRate: rate(errors.candidate),
    candidateUnits: errors.candidate.units,
  });
}

const countsOf = ({ stable, candidate }: GuardrailEvidence): string =>
  [stable.units, stable.events, candidate.units, candidate.events].join();

const rate = ({ units, events }: { units: number; events: number }): number | null =>
  units === 0 ? null : events / units;
