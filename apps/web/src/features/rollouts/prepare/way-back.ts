import type { Rollout, ServingEndpoint } from '@slipway/contracts';

/** wayBackClosed says why the version from before a promotion cannot be returned to from here; null while one click does it. */
export function wayBackClosed(
  { fromVersion, toVersion }: Pick<Rollout, 'fromVersion' | 'toVersion'>,
  endpoint: Pick<ServingEndpoint, 'activeRolloutId' | 'variants'>,
): string | null {
  if (endpoint.activeRolloutId !== null) return 'Another rollout is under way at this endpoint.';
  const serving = endpoint.variants.find(({ role }) => role === 'stable')?.version;
  if (serving === fromVersion) return `v${fromVersion} has all traffic again.`;
  return serving === toVersion ? null : `v${serving} serves by now: roll back on the page of the endpoint.`;
}
