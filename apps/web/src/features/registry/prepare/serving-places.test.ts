import type { ServingEndpoint } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { servingPlaces } from './serving-places.js';

const variant = (role: string, model: string, version: number, weightBp: number) => ({
  role,
  model,
  version,
  weightBp,
});
const endpoints = [
  { name: 'delay', variants: [variant('stable', 'flights', 1, 9000), variant('candidate', 'flights', 2, 1000)] },
  { name: 'churn', variants: [variant('stable', 'churn', 1, 10_000)] },
] as unknown as ServingEndpoint[];

describe('servingPlaces', () => {
  it('finds where one version serves', () =>
    expect(servingPlaces(endpoints, 'flights', 2)).toEqual([{ endpoint: 'delay', share: 'candidate 10 %' }]));
  it('names the versions when asked for a model', () =>
    expect(servingPlaces(endpoints, 'flights').map(({ share }) => share)).toEqual([
      'v1 stable 90 %',
      'v2 candidate 10 %',
    ]));
  it('finds nothing for what serves nowhere', () => expect(servingPlaces(endpoints, 'none')).toEqual([]));
});
