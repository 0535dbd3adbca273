import type { AbTestPlan, RolloutCheck, RolloutPolicy } from '@slipway/contracts';
import { everybody } from '../../serving/index.js';
import { breachOf, checkDoubt } from '../checks.js';
import { harmOfCandidate, unprovenOf, type Decision, type JudgedArm, type Situation } from '../decide.js';
import { leaderOf } from '../judge-arms.js';
import { intervalWords } from '../measure-words.js';
import type { Strategy } from './strategy.js';

const LOOK_MS = 1_000;

/** abTest compares several candidates at fixed shares by a business metric: harm and a worse goal drop one, proof ends it with a winner. */
export const abTest: Strategy<AbTestPlan> = {
  steps: ({ arms, minSeconds }) => [
    { weightBp: arms.reduce((sum, { weightBp }) => sum + weightBp, 0), holdSeconds: minSeconds },
  ],
  assignment: ({ cohorts }) => ({
    ...everybody,
    audience: cohorts.length === 0 ? null : cohorts.flatMap(({ anyOf }) => anyOf),
  }),
  decide: (situation, plan, now) => {
    const { arms, split, policy } = situation;
    const isSplit = split.e < split.limit;
    const inPlay = arms.filter(({ dropped }) => dropped === null);
    for (const arm of inPlay) {
      const harm = harmOfCandidate({ ...arm, policy }, isSplit) ?? breachWords(arm, policy, 'roll_back');
      if (harm !== null) return without(arm, inPlay, harm);
    }
    const paused = inPlay.map((arm) => breachWords(arm, policy, 'pause')).find((words) => words !== null);
    if (paused !== undefined) return { act: 'pause', why: `${paused}; a person decides` };
    if (!isSplit) return { act: 'pause', why: UNEVEN };
    const worse = inPlay.find(({ goal }) => goal.verdict === 'harmful');
    if (worse !== undefined) return without(worse, inPlay, `shown worse than stable: ${goalWords(worse)}`);
    return winnerOf(situation, plan, inPlay, now);
  },
};

const UNEVEN = 'traffic is not split as wanted, so nothing can be concluded; a person decides';

/** What a plain threshold of a candidate says that asks for an act; null while none does. */
function breachWords(
  { version, checks }: JudgedArm,
  policy: RolloutPolicy,
  act: RolloutCheck['onBreach'],
): string | null {
  const breach = breachOf({ policy, checks });
  if (breach?.act !== act) return null;
  return act === 'pause' ? `v${version} ${breach.why}` : breach.why;
}

function without({ version }: JudgedArm, inPlay: readonly JudgedArm[], why: string): Decision {
  return inPlay.length === 1
    ? { act: 'roll_back', why: `no candidate is left: v${version} ${why}` }
    : { act: 'drop', version, why: `v${version} ${why}` };
}

function winnerOf(
  { stepStartedAt, isSeen, policy }: Situation,
  { minSeconds, maxSeconds, onWinner }: AbTestPlan,
  inPlay: readonly JudgedArm[],
  now: Date,
): Decision {
  const heldSeconds = (now.getTime() - stepStartedAt.getTime()) / 1_000;
  const isOver = heldSeconds >= maxSeconds;
  const better = inPlay.filter(({ goal }) => goal.verdict === 'safe');
  const best = better.find(({ beats, version }) =>
    inPlay.every((one) => one.version === version || beats.includes(one.version)),
  );
  const winner = best ?? (isOver ? leaderOf(better) : undefined);
  const lookAgainAt = new Date(now.getTime() + LOOK_MS);
  if (winner === undefined) {
    const why = `no winner yet: ${standing(inPlay, better)}`;
    return isOver ? { act: 'pause', why: `${why}; a person decides` } : { act: 'hold', lookAgainAt, why };
  }
  const among = best === undefined && better.length > 1 ? ', the best of those that are better than stable' : '';
  const why = `v${winner.version} is shown better than stable${among}: ${goalWords(winner)}`;
  const doubt =
    heldSeconds < minSeconds
      ? `the test lasts ${Math.ceil(minSeconds - heldSeconds)} s more`
      : isSeen
        ? (unprovenOf({ ...winner, policy }) ?? checkDoubt({ ...winner, policy }))
        : 'not every gateway answers by these shares yet';
  if (doubt !== null)
    return isOver
      ? { act: 'pause', why: `${why}; but ${doubt}` }
      : { act: 'hold', lookAgainAt, why: `${why}; but ${doubt}` };
  return onWinner === 'promote' ? { act: 'complete', why, version: winner.version } : { act: 'finish', why };
}

function standing(inPlay: readonly JudgedArm[], better: readonly JudgedArm[]): string {
  if (better.length > 0) {
    const names = better.map(({ version }) => `v${version}`).join(' and ');
    return `${names} shown better than stable, but not than every other candidate`;
  }
  const leader = leaderOf(inPlay);
  if (leader === undefined) return 'too few values of the goal yet';
  return `v${leader.version} leads, not shown better than stable yet (${goalWords(leader)})`;
}

const goalWords = ({ goal }: JudgedArm): string => `${goal.name} ${intervalWords(goal)}`;
