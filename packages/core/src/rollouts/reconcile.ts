import type { FrozenBaseline, GuardrailEvidence, HookPoint } from '@slipway/contracts';
import { toJson, type Tx } from '../kernel/db.js';
import type { Actor } from '../kernel/actor.js';
import { SlipwayError } from '../kernel/errors.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import type { SeenRow } from '../serving/index.js';
import type { Barriers } from './barriers.js';
import type { Decision, JudgedArm } from './decide.js';
import type { CheckReader } from './read-checks.js';
import { freezeBaseline } from './freeze-baseline.js';
import { leaderOf } from './judge-arms.js';
import { judge, type Judgement } from './judge.js';
import type { CountSources } from './judged-counts.js';
import { observe } from './observe.js';
import type { Because, RolloutActs } from './rollout-acts.js';
import type { RolloutHooks } from './rollout-hooks.js';
import {
  armsOf,
  hasBegun,
  policyOf,
  stepsOf,
  type RolloutRow,
  type RolloutsRepository,
  type StoredArm,
} from './rollouts.repository.js';
import { seenBp } from './seen-candidate.js';

/** So long before the start it is looked at how long the stable version ran. */
const BASELINE_MS = 3_600_000;
const SHORTEST_GAP_MS = 500;
/** So many looks lie between the start and twice the time that has passed. */
const LOOKS_KEPT = 300;

/** ReconcileParts are what a pass works with. */
export interface ReconcileParts extends CountSources {
  kit: Kit;
  repository: RolloutsRepository;
  acts: RolloutActs;
  barriers: Barriers;
  hooks: RolloutHooks;
  checks: CheckReader;
  /** Throws what keeps a scheduled rollout from beginning by now. */
  requireStart: (tx: Tx, actor: Actor, row: RolloutRow) => Promise<void>;
}

/**
 * reconcile makes one pass over a rollout: load, evidence, decide, apply. It never trusts the last pass, and it applies only to a row that is
 * locked and still as it was when the evidence was read: of a person and a pass, one acts.
 */
export async function reconcile(parts: ReconcileParts, rolloutId: string, context: JobContext): Promise<void> {
  const { kit, repository } = parts;
  const row = await repository.find(rolloutId);
  if (row === null || !isDecided(row)) return;
  if (!hasBegun(row)) return begin(parts, row, context);
  const now = kit.clock.now();
  const read = await parts.checks.read(row, now);
  const { observation, seen } = await observe(parts, read, now);
  const frozen = row.frozen === null ? await freeze(parts, row, now) : null;
  const { decision: judged, guardrails: evidence, measures, arms: judgedArms } = judge(observation);
  const { decision, hold } = await heard(parts, row, judged);
  await context.commit(async (tx) => {
    const locked = await repository.lock(tx, rolloutId);
    if (locked === null || !isDecided(locked) || locked.step !== row.step) return;
    await keepLook(parts, tx, locked, { guardrails: evidence, arms: judgedArms }, seen, now);
    const guardrails = toJson(evidence);
    const arms = toJson(withEvidence(armsOf(locked), judgedArms));
    await repository.update(tx, rolloutId, {
      guardrails,
      arms,
      measures: toJson(measures),
      checks: toJson(observation.checks),
      ...(frozen !== null && { frozen: toJson(frozen) }),
    });
    const because = { actor: context.actor, why: decision.why, observation };
    const current = { ...locked, guardrails: guardrails as RolloutRow['guardrails'], arms: arms as RolloutRow['arms'] };
    const barrier = await parts.barriers.before(tx, current, targetOf(current, decision));
    const waitsFor = barrier?.why ?? hold;
    if (waitsFor !== null) return repository.update(tx, rolloutId, waitingFor(waitsFor, decision.why));
    await apply(parts, tx, current, decision, because);
  });
}

/** The stable version of before the rollout is what answers are held against; where it had no traffic, the one beside the candidate. */
async function freeze({ serving }: ReconcileParts, row: RolloutRow, now: Date): Promise<FrozenBaseline | null> {
  const from = new Date(row.startedAt.getTime() - BASELINE_MS);
  return freezeBaseline(await serving.evidence.runTimes(row.endpointId, row.fromVersionId, from), policyOf(row), now);
}

const isDecided = ({ endedAt, state }: RolloutRow): boolean => endedAt === null && state !== 'paused';

/** Webhooks are asked before anything is locked; harm that was shown waits for none of them. */
async function heard(
  { hooks }: ReconcileParts,
  row: RolloutRow,
  decision: Decision,
): Promise<{ decision: Decision; hold: string | null }> {
  if (decision.act === 'roll_back') return { decision, hold: null };
  const confirming: HookPoint[] =
    decision.act === 'advance'
      ? ['confirm_traffic_increase']
      : decision.act === 'complete'
        ? ['confirm_promotion']
        : [];
  const { rollBack, hold } = await hooks.hear(row, confirming, true);
  return {
    decision: rollBack === null ? decision : { act: 'roll_back', why: rollBack },
    hold: rollBack === null ? hold : null,
  };
}

/** The step that a decision leads to; null for one that goes nowhere, which nothing can hold up. */
function targetOf(row: RolloutRow, decision: Decision): number | null {
  if (decision.act === 'advance') return decision.toStep;
  return decision.act === 'complete' ? stepsOf(row).length : null;
}

const waitingFor = (why: string, proof: string) => ({
  state: 'waiting',
  nextLookAt: null,
  sentence: `Waiting: ${why}. What was seen: ${proof}.`,
});

/** A rollout that was scheduled begins when its time has come and nothing is frozen; a candidate that may not be rolled out by then is aborted. */
async function begin(parts: ReconcileParts, planned: RolloutRow, context: JobContext): Promise<void> {
  const { kit, repository, acts, barriers, hooks } = parts;
  const { id, startAt } = planned;
  if (startAt !== null && kit.clock.now() < startAt) return;
  const { hold } = await hooks.hear(planned, ['confirm_rollout', 'pre_rollout'], false);
  const because = { actor: context.actor, why: 'its time has come', observation: null };
  const isDue = (row: RolloutRow | null): row is RolloutRow => row !== null && isDecided(row) && !hasBegun(row);
  try {
    await context.commit(async (tx) => {
      const row = await repository.lock(tx, id);
      if (!isDue(row)) return;
      const barrier = await barriers.before(tx, row, 0);
      const waitsFor = barrier?.why ?? hold;
      if (waitsFor !== null) return repository.update(tx, id, { sentence: `Waiting to begin: ${waitsFor}.` });
      await parts.requireStart(tx, context.actor, row);
      await acts.start(tx, row, because);
    });
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.code === 'internal') throw error;
    await context.commit(async (tx) => {
      const row = await repository.lock(tx, id);
      if (isDue(row)) await acts.returnToStable(tx, row, 'abort', { ...because, why: error.message });
    });
  }
}

/** What a look has shown of each candidate is kept beside it; of one that was dropped what it was dropped for. */
function withEvidence(arms: readonly StoredArm[], judged: readonly JudgedArm[]): StoredArm[] {
  const leader = leaderOf(judged);
  return arms.map((arm) => {
    const found = judged.find(({ version }) => version === arm.version);
    if (found === undefined || arm.dropped !== null) return arm;
    const { goal, guardrails, measures, checks } = found;
    return { ...arm, goal, guardrails, measures, checks, leads: found === leader };
  });
}

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
      return acts.complete(tx, row, 'complete', because, decision.version);
    case 'drop':
      return acts.drop(tx, row, decision.version, because);
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
  { guardrails: evidence, arms }: Pick<Judgement, 'guardrails' | 'arms'>,
  seen: readonly SeenRow[],
  now: Date,
): Promise<void> {
  const lastLookAt = await repository.lastLookAt(tx, row.id);
  const gapMs = Math.max(SHORTEST_GAP_MS, (now.getTime() - row.startedAt.getTime()) / LOOKS_KEPT);
  const isNews = countsOf(row.guardrails as unknown as GuardrailEvidence[]) !== countsOf(evidence);
  if (lastLookAt !== null && (!isNews || now.getTime() - lastLookAt.getTime() < gapMs)) return;
  const errors = evidence[0]!;
  await repository.addLook(tx, row.id, {
    at: now.toISOString(),
    wantedBp: row.wantedBp,
    seenBp: seenBp(seen, row),
    guardrails: evidence.map(({ name, harmE, safeE }) => ({ name, harmE, safeE })),
    harmE: errors.harmE,
    safeE: errors.safeE,
    stableRate: rate(errors.stable),
    candidateRate: rate(errors.candidate),
    candidateUnits: errors.candidate.units,
    arms: arms
      .filter(({ dropped }) => dropped === null)
      .map(({ version, goal: { estimate, lower, upper } }) => ({ version, estimate, lower, upper })),
  });
}

const countsOf = (evidence: readonly GuardrailEvidence[]): string =>
  evidence
    .map(({ stable, candidate }) => [stable.units, stable.events, candidate.units, candidate.events].join())
    .join(' ');

const rate = ({ units, events }: { units: number; events: number }): number | null =>
  units === 0 ? null : events / units;
