import type { AbTestPlan, Rollout, RolloutDecision } from '@slipway/contracts';
import type { Tone } from '../../../components/ui/tone.js';
import { formatExact, formatWeight } from '../../../lib/format.js';
import { rolloutVersions } from '../../../lib/rollout-versions.js';

/** actWords name what was decided. */
export const actWords: Readonly<Record<RolloutDecision['act'], string>> = {
  start: 'Started',
  advance: 'Went on',
  skip: 'Skipped a step',
  hold: 'Held',
  pause: 'Paused',
  resume: 'Resumed',
  roll_back: 'Rolled back',
  complete: 'Promoted',
  finish: 'Finished',
  abort: 'Aborted',
  promote: 'Promoted by hand',
  schedule: 'Scheduled',
  override_freeze: 'Let go on though frozen',
  approve: 'Approved',
  drop: 'Took a candidate out',
};

/** strategyWords name a strategy and say it in one sentence. */
export const strategyWords: Readonly<Record<Rollout['strategy'], { name: string; sentence: string }>> = {
  canary: { name: 'Canary', sentence: 'A small share of traffic first, more only with proof.' },
  blue_green: { name: 'Blue-green', sentence: 'Warmed and tested without traffic, then all traffic at once.' },
  shadow: { name: 'Shadow', sentence: 'A copy of the traffic; nobody gets the candidate’s answers.' },
  ab_test: {
    name: 'A/B test',
    sentence: 'Several candidates at fixed shares, until a business metric names a winner.',
  },
};

/** rolloutTitle names a rollout by its endpoint and its versions. */
export const rolloutTitle = (rollout: Rollout): string => `${rollout.endpoint} ${rolloutVersions(rollout)}`;

const tones: Readonly<Record<Rollout['state'], Tone>> = {
  waiting: 'info',
  running: 'info',
  holding: 'info',
  paused: 'warn',
  promoted: 'good',
  finished: 'good',
  aborted: 'warn',
  rolled_back: 'bad',
};

/** rolloutTone is the mark beside a rollout's sentence. */
export const rolloutTone = (state: Rollout['state']): Tone => tones[state];

/** stepWords says which step is under way; nothing for a rollout without steps or one that has ended. */
export const stepWords = ({ strategy, step, steps, endedAt }: Rollout): string =>
  endedAt !== null || steps.length < 2 || strategy === 'shadow'
    ? ''
    : `step ${Math.min(step + 1, steps.length)} of ${steps.length}`;

/** audienceWords says who gets the candidate's answers now, apart from rules. */
export function audienceWords({
  strategy,
  plan,
  step,
  steps,
  wantedBp,
  fromVersion,
  toVersion,
  arms,
  endedAt,
}: Rollout): string {
  if (endedAt !== null) return `In the end everybody got v${wantedBp > 0 ? toVersion : fromVersion}.`;
  if (strategy === 'shadow') return `Everybody gets v${fromVersion}; v${toVersion} only gets copies of requests.`;
  if (wantedBp <= 0) return `Everybody gets v${fromVersion}.`;
  if (wantedBp >= 10_000) return `Everybody gets v${toVersion}.`;
  if (plan.strategy === 'ab_test') return testWords(plan, arms, fromVersion);
  const cohorts = plan.strategy === 'canary' ? (steps[step]?.cohorts ?? []) : [];
  const whom = cohorts.length === 0 ? 'all callers' : `the cohort ${cohorts.join(' and ')}`;
  return `${formatWeight(wantedBp)} of ${whom}, chosen by a hash of the routing key. Whoever got v${toVersion} once keeps it while the share grows.`;
}

/** overrideWords says who let it go on in spite of a freeze, until when and why; null where nobody did. */
export const overrideWords = ({ freezeOverride }: Rollout): string | null =>
  freezeOverride &&
  `overridden by ${freezeOverride.by} until ${formatExact(freezeOverride.until)}: ${freezeOverride.why}`;

/** approvalWords says who approved which step; null where none is needed. */
export function approvalWords({ needsApproval, approvals, steps }: Rollout): string | null {
  if (needsApproval === 'never') return null;
  const needed = needsApproval === 'promotion' ? 'needed for the promotion' : 'needed for every step';
  const given = approvals.map(({ step, by }) => `${formatWeight(steps[step]?.weightBp)} by ${by}`);
  return given.length === 0 ? `${needed}, none yet` : `${needed}: ${given.join(', ')}`;
}

function testWords({ cohorts }: AbTestPlan, arms: Rollout['arms'], fromVersion: number): string {
  const shares = arms.filter(({ dropped }) => dropped === null);
  const named = shares.map(({ version, weightBp }) => `v${version} ${formatWeight(weightBp)}`).join(', ');
  const names = cohorts.map(({ name }) => name).join(' and ');
  const [whom, others] =
    cohorts.length === 0 ? ['', ''] : [`Of the cohort ${names}: `, ` Everybody else gets v${fromVersion}.`];
  return `${whom}${named}, v${fromVersion} the rest, chosen by a hash of the routing key. Whoever got a version keeps it for the whole test.${others}`;
}
