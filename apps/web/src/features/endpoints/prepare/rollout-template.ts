import {
  RolloutPlan,
  RolloutPolicy,
  type AbTestPlan,
  type CanaryPlan,
  type Cohort,
  type RequestMatch,
  type RolloutTemplate,
  type rolloutsEndpoints,
  type SentBodyOf,
} from '@slipway/contracts';
import { emptyRolloutForm, readRolloutForm, type CohortRow, type RolloutForm, type Start } from './rollout-form.js';

const HOUR = 3_600;
const DAY = 86_400;
const usualPolicy = RolloutPolicy.parse({});

/**
 * fromTemplate begins with a template: its plan, approval and whole policy take the place of what an earlier one, or a person, said of these; the time of
 * the start and rules stay. The candidates of an A/B test are for the person to choose.
 */
export function fromTemplate(form: RolloutForm, template: RolloutTemplate): RolloutForm {
  const { plan, needsApproval } = template;
  const policy = { thresholds: [], advanced: writtenPolicy(template) };
  return { ...form, strategy: plan.strategy, needsApproval, ...policy, ...typedPlan(plan) };
}

/** isTypeable says whether the form can show all of a template's plan; one with cohorts of several kinds of callers is started by API. */
export function isTypeable(template: RolloutTemplate): boolean {
  const { plan } = template;
  const candidates = plan.strategy === 'ab_test' ? plan.arms.map(({ version }) => String(version)) : [];
  const read = readRolloutForm({ ...fromTemplate(emptyRolloutForm, template), candidates }, new Date(0));
  return 'plan' in read && asText(read.plan) === asText(plan);
}

/** savedBody is what of a start is kept under a name. */
export function savedBody({
  plan,
  needsApproval,
  checks,
  advanced,
}: Start): SentBodyOf<typeof rolloutsEndpoints.saveRolloutTemplate> {
  const { policy = {}, hooks = [] } = advanced;
  return { plan, needsApproval, hooks, policy: { ...policy, checks: [...checks, ...(policy.checks ?? [])] } };
}

/** The contract puts the fields of both into one order. */
const asText = (plan: unknown): string => JSON.stringify(RolloutPlan.safeParse(plan).data);

function typedPlan(plan: RolloutPlan): Partial<RolloutForm> {
  switch (plan.strategy) {
    case 'canary':
      return typedCanary(plan);
    case 'blue_green':
      return { testSeconds: plan.testSeconds, keepSeconds: plan.keepSeconds, switchBy: plan.switchBy };
    case 'shadow':
      return { mirrorPercent: plan.mirrorBp / 100, durationSeconds: plan.durationSeconds };
    case 'ab_test':
      return typedTest(plan);
  }
}

const typedCanary = ({ steps, cohorts }: CanaryPlan): Partial<RolloutForm> => ({
  steps: steps.map(({ weightBp, holdSeconds }) => ({ percent: weightBp / 100, holdSeconds })),
  cohorts: cohorts.map((cohort) =>
    typedCohort(cohort, steps.filter(({ cohorts: of }) => of?.[0] === cohort.name).length),
  ),
});

const typedTest = ({ arms, goal, minSeconds, maxSeconds, cohorts }: AbTestPlan): Partial<RolloutForm> => ({
  candidates: [],
  candidatePercent: (arms[0]?.weightBp ?? 0) / 100,
  goalMetric: goal.metric,
  goalBetter: goal.better,
  minHours: minSeconds / HOUR,
  maxDays: maxSeconds / DAY,
  cohorts: cohorts.map((cohort) => typedCohort(cohort, 1)),
});

function typedCohort({ anyOf: [match] }: Cohort, steps: number): CohortRow {
  return { steps, ...typedMatch(match!) };
}

function typedMatch(match: RequestMatch): Omit<CohortRow, 'steps'> {
  if ('keys' in match) return { of: 'key', name: '', values: match.keys.join(', ') };
  if ('prefix' in match) return { of: 'header', name: match.header, values: '' };
  if ('header' in match) return { of: 'header', name: match.header, values: match.in.join(', ') };
  const { feature: name } = match;
  if (!('in' in match)) return { of: 'feature', name, values: `${match.min ?? ''}..${match.max ?? ''}` };
  return { of: 'feature', name, values: [...new Set(match.in.map(String))].join(', ') };
}

/** What of a policy is not usual, and the webhooks, as JSON for the form; nothing for a usual one. */
function writtenPolicy({ policy, hooks }: RolloutTemplate): string {
  const usual: Readonly<Record<string, unknown>> = usualPolicy;
  const own = Object.entries(policy).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(usual[name]));
  const written = {
    ...(own.length > 0 && { policy: Object.fromEntries(own) }),
    ...(hooks.length > 0 && { hooks }),
  };
  return Object.keys(written).length === 0 ? '' : JSON.stringify(written, null, 2);
}
