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
  RolloutTemplate,
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

/** CohortRow is a cohort that goes before everybody, as it is typed: the steps after those of the cohort before it are its own. */
export interface CohortRow extends MatchRow {
  steps: number | string;
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
  /** Who goes before everybody, in their order; empty for nobody. */
  cohorts: readonly CohortRow[];
  rules: readonly (MatchRow & { to: RoutingRule['to'] })[];
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

/** fromTemplate begins with a template; what a template does not speak of stays as it was. */
export function fromTemplate(form: RolloutForm, { plan, needsApproval }: RolloutTemplate): RolloutForm {
  const next = { ...form, strategy: plan.strategy, needsApproval };
  switch (plan.strategy) {
    case 'canary':
      return { ...next, steps: plan.steps.map((step) => ({ ...step, percent: step.weightBp / 100 })) };
    case 'blue_green':
      return { ...next, testSeconds: plan.testSeconds, keepSeconds: plan.keepSeconds, switchBy: plan.switchBy };
    case 'shadow':
      return { ...next, mirrorPercent: plan.mirrorBp / 100, durationSeconds: plan.durationSeconds };
    case 'ab_test':
      return { ...next, ...typedTest(plan) };
  }
}

/** readRolloutForm turns what was typed into a start, or says what is wrong with it. */
export function readRolloutForm(form: RolloutForm, now: Date): Start | { error: string } {
  const plan = readPlan(form);
  if ('error' in plan) return plan;
  const { needsApproval } = form;
  const rules = form.rules.map(({ to, ...row }) => ({ match: readMatch(row), to }));
  if (rules.some(({ match }) => match === null))
    return { error: 'A rule needs what to look at and at least one value.' };
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

/** startBody is what the API is asked: an A/B test names its versions in its plan, and has neither rules nor thresholds. */
export function startBody(
  { plan, checks, rules, advanced, ...rest }: Start,
  candidate: { model: string; version: number },
): StartBody {
  const { policy = {}, hooks = [] } = advanced;
  if (plan.strategy === 'ab_test') return { ...plan, ...rest, policy, hooks };
  const all = [...checks, ...(policy.checks ?? [])];
  return { ...plan, ...rest, ...candidate, rules, hooks, policy: { ...policy, checks: all } };
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

const typedTest = ({ arms, goal, minSeconds, maxSeconds }: AbTestPlan): Partial<RolloutForm> => ({
  candidates: arms.map(({ version }) => String(version)),
  candidatePercent: (arms[0]?.weightBp ?? 0) / 100,
  goalMetric: goal.metric,
  goalBetter: goal.better,
  minHours: minSeconds / HOUR,
  maxDays: maxSeconds / DAY,
});

function readTest(form: RolloutForm): AbTestPlan | { error: string } {
  const { candidates, candidatePercent, goalMetric, goalBetter, minHours, maxDays } = form;
  const weightBp = Math.round(Number(candidatePercent) * 100);
  const [minSeconds, maxSeconds] = [Math.round(Number(minHours) * HOUR), Math.round(Number(maxDays) * DAY)];
  if (candidates.length === 0 || candidates.length > 8) return { error: 'An A/B test has 1 to 8 candidates.' };
  if (!(weightBp >= 1 && weightBp * candidates.length < 10_000))
    return { error: 'Each candidate has at least 0.01 %, and stable keeps a share.' };
  if (goalMetric.trim() === '') return { error: 'Name the metric that decides, as it comes with feedback.' };
  if (minHours === '' || maxDays === '' || !(minSeconds >= 0 && maxSeconds >= 10 && minSeconds <= maxSeconds))
    return { error: 'A test ends after it begins: its shortest time is at most its longest.' };
  return {
    strategy: 'ab_test',
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
  for (const [index, { steps: typed, ...row }] of cohorts.entries()) {
    const match = readMatch(row);
    const count = Number(typed);
    if (match === null) return { error: `Cohort ${index + 1} needs what to look at and at least one value.` };
    if (!isWhole(typed, steps.length - from) || count === 0)
      return { error: `Cohort ${index + 1} has at least one step, and all cohorts at most ${steps.length} together.` };
    const own = readSteps(steps.slice(from, from + count));
    if ('error' in own) return own;
    const name = `cohort-${index + 1}`;
    read.push({ name, anyOf: [match] });
    staged.push(...own.steps.map((step) => ({ ...step, cohorts: [name] })));
    from += count;
  }
  const rest = from === steps.length && from > 0 ? { steps: [] } : readSteps(steps.slice(from));
  return 'error' in rest ? rest : { strategy: 'canary', steps: [...staged, ...rest.steps], cohorts: read };
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
