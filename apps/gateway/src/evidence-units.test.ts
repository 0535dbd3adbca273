import { expect, test } from 'vitest';
import { EvidenceUnits } from './evidence-units.js';

const route = { endpointId: 'e', rolloutId: 'r' };

test('a request without key is a unit each time', () => {
  const units = new EvidenceUnits();
  expect([units.isNew(route, 'request', null), units.isNew(route, 'request', null)]).toEqual([true, true]);
});

test('a bucket is a unit once per rollout and kind', () => {
  const units = new EvidenceUnits();
  const asked = [65_535, 65_535, 65_534].map((bucket) => units.isNew(route, 'request', bucket));
  expect(asked).toEqual([true, false, true]);
  expect([units.isNew(route, 'error', 65_535), units.isNew(route, 'error', 65_535)]).toEqual([true, false]);
  expect(units.isNew({ ...route, rolloutId: 'next' }, 'request', 65_535)).toBe(true);
});

test('what it remembers is bounded', () => {
  const units = new EvidenceUnits();
  for (let i = 0; i < 1_100; i += 1) units.isNew({ ...route, rolloutId: `r${i}` }, 'request', 1);
  expect(units.isNew({ ...route, rolloutId: 'r1099' }, 'request', 1)).toBe(false);
  expect(units.isNew({ ...route, rolloutId: 'r0' }, 'request', 1)).toBe(true);
});
