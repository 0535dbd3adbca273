import type {
  AbTestPlan,
  CanaryPlan,
  Cohort,
  FieldError,
  RequestMatch,
  RolloutPlan,
  RoutingRule,
} from '@slipway/contracts';

/**
 * checkPlan names what a plan and its rules say that cannot be: steps for cohorts that it does not describe, a cohort described twice,
 * candidates of one number, shares that leave nobody for stable, or a rule for a candidate that is none.
 */
export function checkPlan(plan: RolloutPlan, rules: readonly RoutingRule[]): FieldError[] {
  const names = cohortsOf(plan).map(({ name }) => name);
  const twice = names.flatMap((name, i) =>
    names.indexOf(name) === i ? [] : [{ path: `cohorts[${i}].name`, message: `${name} is described twice` }],
  );
  const own = plan.strategy === 'ab_test' ? checkArms(plan) : plan.strategy === 'canary' ? checkSteps(plan, names) : [];
  return [...twice, ...own, ...rules.flatMap((rule, i) => checkRule(plan, rule, `rules[${i}].version`))];
}

function checkSteps({ steps }: CanaryPlan, names: readonly string[]): FieldError[] {
  return steps.flatMap(({ cohorts = [] }, step) =>
    cohorts
      .filter((name) => !names.includes(name))
      .map((name) => ({ path: `steps[${step}].cohorts`, message: `no cohort ${name} is described` })),
  );
}

/** Of several candidates a rule names the one that it means. */
function checkRule(plan: RolloutPlan, { to, version }: RoutingRule, path: string): FieldError[] {
  const numbers = plan.strategy === 'ab_test' && to === 'candidate' ? plan.arms.map((arm) => arm.version) : [];
  if (version === undefined ? numbers.length < 2 : numbers.includes(version)) return [];
  const message =
    numbers.length === 0
      ? 'is for rules to a candidate of an A/B test'
      : `must be one of ${numbers.map((number) => `v${number}`).join(', ')}`;
  return [{ path, message }];
}

/** checkMatches names matches of features that an endpoint does not take; `features` are those that it does. */
export function checkMatches(
  plan: RolloutPlan,
  rules: readonly RoutingRule[],
  features: readonly string[],
): FieldError[] {
  const check = (match: RequestMatch, path: string): FieldError[] =>
    'feature' in match && !features.includes(match.feature)
      ? [{ path: `${path}.feature`, message: `the endpoint takes no feature ${match.feature}` }]
      : [];
  return [
    ...rules.flatMap(({ match }, i) => check(match, `rules[${i}].match`)),
    ...cohortsOf(plan).flatMap(({ anyOf }, i) =>
      anyOf.flatMap((match, j) => check(match, `cohorts[${i}].anyOf[${j}]`)),
    ),
  ];
}

const cohortsOf = (plan: RolloutPlan): readonly Cohort[] => ('cohorts' in plan ? plan.cohorts : []);

/** People and acts name a candidate by its number alone. */
function checkArms({ arms, minSeconds, maxSeconds }: AbTestPlan): FieldError[] {
  const numbers = arms.map(({ version }) => version);
  const twice = numbers.flatMap((version, i) =>
    numbers.indexOf(version) === i ? [] : [{ path: `arms[${i}].version`, message: `v${version} is a candidate twice` }],
  );
  const shared = arms.reduce((sum, { weightBp }) => sum + weightBp, 0);
  return [
    ...twice,
    ...(shared < 10_000 ? [] : [{ path: 'arms', message: 'their shares leave nothing for stable' }]),
    ...(minSeconds <= maxSeconds ? [] : [{ path: 'maxSeconds', message: 'is less than minSeconds' }]),
  ];
}
