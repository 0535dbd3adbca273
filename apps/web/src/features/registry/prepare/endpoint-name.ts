/** endpointNameFor proposes an address for a model: lower-case letters, digits and hyphens, at most 63. */
export const endpointNameFor = (model: string): string =>
  model
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '');
