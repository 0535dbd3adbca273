import type { FieldError, VersionSchema } from '@slipway/contracts';

/**
 * acceptsAll checks that a candidate accepts every row that is valid for an endpoint's frozen schema, and returns what stands in the way:
 * a feature that it wants and callers do not send, another type, a category that it does not know.
 */
export function acceptsAll(frozen: VersionSchema, candidate: VersionSchema): FieldError[] {
  const sent = new Map(frozen.features.map((feature) => [feature.name, feature]));
  return candidate.features.flatMap((wanted): FieldError[] => {
    const feature = sent.get(wanted.name);
    if (feature === undefined) return wanted.optional ? [] : [{ path: wanted.name, message: 'the candidate wants this feature, callers of the endpoint do not send it' }];
    if (feature.type !== wanted.type) return [{ path: wanted.name, message: `the endpoint takes ${feature.type}, the candidate ${wanted.type}` }];
    if (feature.optional && !wanted.optional) return [{ path: wanted.name, message: 'optional at the endpoint, required by the candidate' }];
    const known = wanted.categories && new Set(wanted.categories);
    const missing = known && (feature.categories ?? []).filter((category) => !known.has(category));
    return missing && missing.length > 0 ? [{ path: wanted.name, message: `the candidate does not know ${missing.slice(0, 5).join(', ')}` }] : [];
  });
}
