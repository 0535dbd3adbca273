import type { FieldError, RolloutPlan } from '@slipway/contracts';

/** checkPlan names what a plan says of itself that cannot be: steps for cohorts that it does not describe, a cohort described twice. */
export function checkPlan(plan: RolloutPlan): FieldError[] {
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
