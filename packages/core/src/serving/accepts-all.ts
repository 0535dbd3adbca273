import type { FieldError, VersionSchema } from '@slipway/contracts';

type Feature = VersionSchema['features'][number];

/**
 * acceptsAll checks that a candidate accepts every row that is valid for an endpoint's frozen schema, and returns what stands in the way:
 * a feature that it wants and callers do not send, another type or tensor, a category that it does not know.
 */
export function acceptsAll(frozen: VersionSchema, candidate: VersionSchema): FieldError[] {
  const sent = new Map(frozen.features.map((feature) => [feature.name, feature]));
  return candidate.features.flatMap((wanted) => {
    const feature = sent.get(wanted.name);
    const message =
      feature === undefined
        ? problemOfAbsence(wanted)
        : (problemOf(feature, wanted) ?? tensorProblem(frozen, feature, candidate, wanted));
    return message === null ? [] : [{ path: wanted.name, message }];
  });
}

function problemOfAbsence(wanted: Feature): string | null {
  return wanted.optional ? null : 'the candidate wants this feature, callers of the endpoint do not send it';
}

function problemOf(feature: Feature, wanted: Feature): string | null {
  if (feature.type !== wanted.type) return `the endpoint takes ${feature.type}, the candidate ${wanted.type}`;
  if (feature.optional && !wanted.optional) return 'optional at the endpoint, required by the candidate';
  if (wanted.categories === undefined) return null;
  if (feature.categories === undefined)
    return 'the endpoint takes any category, the candidate only those that it knows';
  const known = new Set(wanted.categories);
  const missing = feature.categories.filter((category) => !known.has(category));
  return missing.length > 0 ? `the candidate does not know ${missing.slice(0, 5).join(', ')}` : null;
}

/** A feature that is a whole tensor has no columns to translate: both must take the same shape and datatype. */
function tensorProblem(
  frozen: VersionSchema,
  feature: Feature,
  candidate: VersionSchema,
  wanted: Feature,
): string | null {
  if (feature.type !== 'tensor' && feature.type !== 'image') return null;
  const [at, of] = [inputOf(frozen, feature), inputOf(candidate, wanted)];
  if (at !== of) return `the endpoint takes ${at}, the candidate ${of}`;
  const isSame = JSON.stringify(feature.image) === JSON.stringify(wanted.image);
  return isSame ? null : 'the candidate wants its images prepared in another way';
}

function inputOf({ inputs }: VersionSchema, { input }: Feature): string {
  const spec = inputs.find(({ name }) => name === input);
  return spec === undefined ? 'nothing' : `${spec.datatype} [${spec.shape.join(',')}]`;
}
