import { expect, it } from 'vitest';
import { ROUTED, variantChoice, wantedVariant } from './playground-variant.js';

const stable = { role: 'stable' as const, version: 1 };
const [second, third] = [2, 3].map((version) => ({ role: 'candidate' as const, version })) as [
  { role: 'candidate'; version: number },
  { role: 'candidate'; version: number },
];

it.each([
  [[stable], ROUTED, {}],
  [[stable, second], 'stable v1', { role: 'stable' }],
  [[stable, second], 'candidate v2', { role: 'candidate' }],
  [[stable, second, third], 'candidate v3', { version: 3 }],
  [[stable, second, third], 'stable v1', { role: 'stable' }],
  [[stable], 'candidate v2', {}],
])('of %o %s asks for %o', (variants, chosen, wanted) => expect(wantedVariant(variants, chosen)).toEqual(wanted));

it('names each variant once, also where several share a role', () => {
  const values = [stable, second, third].map((variant) => variantChoice(variant).value);
  expect(new Set(values).size).toBe(3);
});
