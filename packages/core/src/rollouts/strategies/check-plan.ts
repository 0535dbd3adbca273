import type { AbTestPlan, FieldError, RequestMatch, RolloutPlan, RoutingRule } from '@slipway/contracts';

/**
 * checkPlan names what a plan says of itself that cannot be: steps for cohorts that it does not describe, a cohort described twice,
 * candidates of one number, or shares that leave nobody for stable.
 */
export function checkPlan(plan: RolloutPlan): FieldError[] {
  if (plan.strategy === 'ab_test') return checkArms(plan);
  if (plan.strategy !== 'canary') return [];
  const names = plan.cohorts.map(({ name }) => name);
  const twice = names.flatMap((name, i) =>
    names.indexOf(name) === i ? [] : [{ path: `cohorts[${i}].name`, message: `${name} is described twice` }],
  );
  const unknown = plan.steps.flatMap(({ cohorts = [] }, step) =>
    cohorts
      .filter((name) => !names.includes(name))
      .map((name) => ({ path: `steps[${step}].cohorts`, message: `no cohort ${name} is described` })),
  );
  return [...twice, ...unknown];
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
  const cohorts = plan.strategy === 'canary' ? plan.cohorts : [];
  return [
    ...rules.flatMap(({ match }, i) => check(match, `rules[${i}].match`)),
    ...cohorts.flatMap(({ anyOf }, i) => anyOf.flatMap((match, j) => check(match, `cohorts[${i}].anyOf[${j}]`))),
  ];
}

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
