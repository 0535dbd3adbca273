import type { Monitor, ServingEndpoint } from '@slipway/contracts';

const gravest: readonly Monitor['state'][] = ['firing', 'error', 'pending', 'no_data', 'ok'];

/** driftOf is the gravest monitor of drift that is on at an endpoint where a model serves; null when none watches it. */
export function driftOf(
  endpoints: readonly ServingEndpoint[],
  monitors: readonly Monitor[],
  model: string,
): Monitor | null {
  const serving = new Set(
    endpoints.filter(({ variants }) => variants.some((variant) => variant.model === model)).map(({ name }) => name),
  );
  const watching = monitors.filter(
    ({ kind, enabled, endpoint }) => kind === 'drift' && enabled && serving.has(endpoint),
  );
  return watching.toSorted((a, b) => gravest.indexOf(a.state) - gravest.indexOf(b.state))[0] ?? null;
}
