import type { ServingEndpoint } from '@slipway/contracts';
import { formatWeight } from '../../../lib/format.js';

/** ServingPlace is an endpoint with the role and share that a version has there. */
export interface ServingPlace {
  endpoint: string;
  share: string;
}

/** servingPlaces lists where a model, or one version of it, serves: "stable 90 %". */
export function servingPlaces(endpoints: readonly ServingEndpoint[], model: string, version?: number): ServingPlace[] {
  return endpoints.flatMap(({ name, variants }) =>
    variants
      .filter((variant) => variant.model === model && (version === undefined || variant.version === version))
      .map(({ role, weightBp, version: serves }) => ({
        endpoint: name,
        share: `${version === undefined ? `v${serves} ` : ''}${role} ${formatWeight(weightBp)}`,
      })),
  );
}
