import type {
  AbTestPlan,
  BetterWhen,
  CheckedTraffic,
  Cohort,
  NeedsApproval,
  RequestMatch,
  RolloutCheck,
  RolloutPlan,
  RolloutStep,
  rolloutsEndpoints,
  RoutingRule,
  SentBodyOf,
} from '@slipway/contracts';
import { readAdvanced, type AdvancedStart } from './advanced-start.js';
import { firstSteps, readSteps, type StepRow } from '../../../lib/step-rows.js';

/** MatchRow is whom a rule or a cohort means, as it is typed: requests whose key, header or feature has one of some values, or lies in a range. */
export interface MatchRow {
  of: 'header' | 'key' | 'feature';
  /** Of a header or a feature; a routing key has none. */
  name: string;
  /** With commas between them; of a number also a range such as 10..20, 10.. or ..20. */
  values: string;
}

/** CohortRow is a cohort as it is typed. Of a canary it goes before everybody: the steps after those of the cohort before it are its own. */
export interface CohortRow extends MatchRow {
  steps: number | string;
}

/** RuleRow is a rule as it is typed: whom it means, and where to. */
export interface RuleRow extends MatchRow {
  /** `stable`, `candidate`, or the number of an A/B test's candidate. */
  to: string;
}

/** ThresholdRow is a plain threshold as it is typed; errors are typed in percent. */
export interface ThresholdRow {
  metric: CheckedTraffic;
  max: number | string;
}

/** RolloutForm is a start as it is typed. */
export interface RolloutForm {
  strategy: RolloutPlan['strategy'];
  steps: readonly StepRow[];
  testSeconds: number | string;
  keepSeconds: number | string;
  switchBy: 'slipway' | 'person';
  mirrorPercent: number | string;
  durationSeconds: number | string;
  /** Version numbers of an A/B test's candidates, which share the same percentage each. */
  candidates: readonly string[];
  candidatePercent: number | string;
  goalMetric: string;
  goalBetter: BetterWhen;
  minHours: number | string;
  maxDays: number | string;
  needsApproval: NeedsApproval;
  /** Local time as `datetime-local` gives it; empty for at once. */
  startAt: string;
  /** Who goes before everybody, in their order, or takes part in an A/B test; empty for all callers at once. */
  cohorts: readonly CohortRow[];
  rules: readonly RuleRow[];
  thresholds: readonly ThresholdRow[];
  /** Policy and webhooks as JSON; empty for the usual ones. */
  advanced: string;
}

/** Start is what a form asks for: a plan, and what goes with it. */
export interface Start {
  plan: RolloutPlan;
  rules: RoutingRule[];
  needsApproval: NeedsApproval;
  startAt?: string;
  checks: RolloutCheck[];
  advanced: AdvancedStart;
}

type StartBody = SentBodyOf<typeof rolloutsEndpoints.startRollout>;

/** emptyRolloutForm is a canary in the usual steps. */
export const emptyRolloutForm: RolloutForm = {
  strategy: 'canary',
  steps: firstSteps,
  testSeconds: 60,
  keepSeconds: 600,
  switchBy: 'slipway',
  mirrorPercent: 100,
  durationSeconds: 3_600,
  candidates: [],
  candidatePercent: 20,
  goalMetric: '',
  goalBetter: 'higher',
  minHours: 1,
  maxDays: 14,
  needsApproval: 'never',
  startAt: '',
  cohorts: [],
  rules: [],
  thresholds: [],
  advanced: '',
};

/** readRolloutForm turns what was typed into a start, or says what is wrong with it. */
export function readRolloutForm(form: RolloutForm, now: Date): Start | { error: string } {
  const plan = readPlan(form);
  if ('error' in plan) return plan;
  const { needsApproval } = form;
  const rules = form.rules.map(readRule);
  if (rules.some(({ match }) => match === null))
    return { error: 'A rule needs what to look at and at least one value.' };
  if (form.rules.some(({ to }) => !ruleTargets(form).includes(to)))
    return { error: 'A rule goes to stable or to a candidate of this rollout.' };
  const checks = form.thresholds.map(readThreshold);
  if (checks.some((check) => check === null)) return { error: 'A threshold is a number of 0 or more.' };
  if (new Set(checks.map((check) => check?.name)).size < checks.length)
    return { error: 'Each number can have one threshold only.' };
  const startAt = form.startAt === '' ? undefined : new Date(form.startAt);
  if (startAt !== undefined && !(startAt > now)) return { error: 'A scheduled start lies in the future.' };
  const advanced = readAdvanced(form.advanced);
  if ('errors' in advanced) return { error: 'The policy is not valid yet: what is wrong stands below it.' };
  return {
    plan,
    needsApproval,
    advanced,
    rules: rules as RoutingRule[],
    checks: checks as RolloutCheck[],
    ...(startAt !== undefined && { startAt: startAt.toISOString() }),
  };
}

/** ruleTargets are where a rule may send a request: to stable, to the candidate, or to one of an A/B test's. */
export const ruleTargets = ({ strategy, candidates }: Pick<RolloutForm, 'strategy' | 'candidates'>): string[] => [
  'stable',
  ...(strategy === 'ab_test' ? candidates : ['candidate']),
];

/** startBody is what the API is asked: an A/B test names its versions in its plan. */
export function startBody(
  { plan, checks, advanced, ...rest }: Start,
  candidate: { model: string; version: number },
): StartBody {
  const { policy = {}, hooks = [] } = advanced;
  const common = { ...rest, hooks, policy: { ...policy, checks: [...checks, ...(policy.checks ?? [])] } };
  return plan.strategy === 'ab_test' ? { ...plan, ...common } : { ...plan, ...common, ...candidate };
}

function readPlan(form: RolloutForm): RolloutPlan | { error: string } {
  const { strategy, switchBy } = form;
  if (strategy === 'canary') return readCanary(form);
  if (strategy === 'ab_test') return readTest(form);
  const [longest, ...seconds] =
    strategy === 'blue_green' ? [604_800, form.testSeconds, form.keepSeconds] : [2_592_000, form.durationSeconds];
  if (seconds.some((typed) => !isWhole(typed, longest)))
    return { error: `A time is 0 to ${longest.toLocaleString('en')} whole seconds.` };
  if (strategy === 'blue_green')
    return { strategy, testSeconds: Number(form.testSeconds), keepSeconds: Number(form.keepSeconds), switchBy };
  const mirrorBp = Math.round(Number(form.mirrorPercent) * 100);
  if (!(mirrorBp >= 1 && mirrorBp <= 10_000)) return { error: 'The share of copies lies between 0.01 % and 100 %.' };
  return { strategy, mirrorBp, durationSeconds: Number(form.durationSeconds) };
}

const HOUR = 3_600;
const DAY = 86_400;

function readTest(form: RolloutForm): AbTestPlan | { error: string } {
  const { candidates, candidatePercent, goalMetric, goalBetter, minHours, maxDays } = form;
  const cohorts = form.cohorts.map(readCohort);
  const weightBp = Math.round(Number(candidatePercent) * 100);
  const [minSeconds, maxSeconds] = [Math.round(Number(minHours) * HOUR), Math.round(Number(maxDays) * DAY)];
  if (candidates.length === 0 || candidates.length > 8) return { error: 'An A/B test has 1 to 8 candidates.' };
  if (!(weightBp >= 1 && weightBp * candidates.length < 10_000))
    return { error: 'Each candidate has at least 0.01 %, and stable keeps a share.' };
  if (goalMetric.trim() === '') return { error: 'Name the metric that decides, as it comes with feedback.' };
  if (minHours === '' || maxDays === '' || !(minSeconds >= 0 && maxSeconds >= 10 && minSeconds <= maxSeconds))
    return { error: 'A test ends after it begins: its shortest time is at most its longest.' };
  const unread = cohorts.find((cohort) => 'error' in cohort);
  if (unread !== undefined) return unread;
  return {
    strategy: 'ab_test',
    cohorts: cohorts as Cohort[],
    arms: candidates.map((version) => ({ version: Number(version), weightBp })),
    goal: { metric: goalMetric.trim(), better: goalBetter },
    minSeconds,
    maxSeconds,
    onWinner: 'promote',
  };
}

function readCanary({ steps, cohorts }: RolloutForm): RolloutPlan | { error: string } {
  const read: Cohort[] = [];
  const staged: RolloutStep[] = [];
  let from = 0;
  // Shares of each cohort and of everybody rise each by themselves.
  for (const [index, row] of cohorts.entries()) {
    const { steps: typed } = row;
    const cohort = readCohort(row, index);
    const count = Number(typed);
    if ('error' in cohort) return cohort;
    if (!isWhole(typed, steps.length - from) || count === 0)
      return { error: `Cohort ${index + 1} has at least one step, and all cohorts at most ${steps.length} together.` };
    const own = readSteps(steps.slice(from, from + count));
    if ('error' in own) return own;
    read.push(cohort);
    staged.push(...own.steps.map((step) => ({ ...step, cohorts: [cohort.name] })));
    from += count;
  }
  const rest = from === steps.length && from > 0 ? { steps: [] } : readSteps(steps.slice(from));
  return 'error' in rest ? rest : { strategy: 'canary', steps: [...staged, ...rest.steps], cohorts: read };
}

function readCohort(row: CohortRow, index: number): Cohort | { error: string } {
  const match = readMatch(row);
  return match === null
    ? { error: `Cohort ${index + 1} needs what to look at and at least one value.` }
    : { name: `cohort-${index + 1}`, anyOf: [match] };
}

function readRule({ to, ...row }: RuleRow): Omit<RoutingRule, 'match'> & { match: RequestMatch | null } {
  const match = readMatch(row);
  return to === 'stable' || to === 'candidate' ? { match, to } : { match, to: 'candidate', version: Number(to) };
}

const NUMBER = /^-?\d+(\.\d+)?$/;
const RANGE = /^(-?\d+(?:\.\d+)?)?\.\.(-?\d+(?:\.\d+)?)?$/;

function readMatch({ of, name: typed, values }: MatchRow): RequestMatch | null {
  const name = typed.trim();
  const listed = values
    .split(',')
    .map((value) => value.trim())
    .filter(Boolean);
  if (listed.length === 0 || (of !== 'key' && name === '')) return null;
  if (of === 'key') return { keys: listed };
  if (of === 'header') return { header: name.toLowerCase(), in: listed };
  const [, min, max] = (listed.length === 1 ? RANGE.exec(listed[0]!) : null) ?? [];
  if (min !== undefined || max !== undefined)
    return { feature: name, ...(min && { min: Number(min) }), ...(max && { max: Number(max) }) };
  // A category may be written in digits, so both are meant.
  return { feature: name, in: listed.flatMap((value) => (NUMBER.test(value) ? [value, Number(value)] : [value])) };
}

function readThreshold({ metric, max }: ThresholdRow): RolloutCheck | null {
  const typed = max === '' ? NaN : Number(max);
  if (!(typed >= 0)) return null;
  return {
    name: metric.replaceAll('_', '-'),
    source: { kind: 'traffic', metric, relativeToStable: false, windowSeconds: 60 },
    max: metric === 'error_rate' ? typed / 100 : typed,
    failureLimit: 3,
    onBreach: 'roll_back',
  };
}

const isWhole = (typed: number | string, most: number): boolean =>
  typed !== '' && Number.isInteger(Number(typed)) && Number(typed) >= 0 && Number(typed) <= most;
