import { expect, test } from 'vitest';
import { chooseVariant, drawVariant, keyBucket, pointOf } from './choose-variant.js';

const split = (candidateBp: number) => [
  { role: 'stable' as const, weightBp: 10_000 - candidateBp },
  { role: 'candidate' as const, weightBp: candidateBp },
];
const keys = Array.from({ length: 20_000 }, (_, i) => `user-${i}`);
const inCandidate = (candidateBp: number, salt = 's') =>
  keys.filter(
    (key) =>
      chooseVariant(
        split(candidateBp),
        pointOf(keyBucket(salt, key), () => 0),
      ).role === 'candidate',
  );

test('a key that is once in the candidate stays in as the weight grows', () => {
  const ten = inCandidate(1_000);
  const fifty = new Set(inCandidate(5_000));
  expect(ten.filter((key) => !fifty.has(key))).toEqual([]);
});

test('the share of keys follows the weight', () => {
  expect(inCandidate(1_000).length / keys.length).toBeCloseTo(0.1, 1.7);
  expect(inCandidate(0)).toEqual([]);
  expect(inCandidate(10_000)).toHaveLength(keys.length);
});

test('candidates hold a piece each, and one that is dropped leaves the others where they are', () => {
  const [stable, first, second] = [
    { role: 'stable' as const, weightBp: 4_000, name: 'stable' },
    { role: 'candidate' as const, weightBp: 2_000, fromBp: 0, name: 'first' },
    { role: 'candidate' as const, weightBp: 4_000, fromBp: 2_000, name: 'second' },
  ];
  const at = (...variants: { role: 'stable' | 'candidate'; weightBp: number; fromBp?: number; name: string }[]) =>
    [0, 0.1999, 0.2, 0.5999, 0.6, 0.9999].map((point) => chooseVariant(variants, point).name);
  expect(at(stable!, first!, second!)).toEqual(['first', 'first', 'second', 'second', 'stable', 'stable']);
  expect(at({ ...stable!, weightBp: 6_000 }, second!)).toEqual([
    'stable',
    'stable',
    'second',
    'second',
    'stable',
    'stable',
  ]);
});

test('another salt is another assignment', () => {
  const first = new Set(inCandidate(1_000));
  const shared = inCandidate(1_000, 'other').filter((key) => first.has(key)).length;
  expect(shared / first.size).toBeLessThan(0.2);
});

test.each([
  [0, 'candidate'],
  [0.0999, 'candidate'],
  [0.1, 'stable'],
  [0.9999, 'stable'],
])('without a key chance decides: %d is %s', (chance, role) => {
  expect(
    chooseVariant(
      split(1_000),
      pointOf(null, () => chance),
    ).role,
  ).toBe(role);
});

test.each([
  ['the candidate its share', 1_000, 0.05, true, 'candidate', true],
  ['and the rest to stable', 1_000, 0.5, true, 'stable', true],
  [
    'all to stable while the candidate cannot take its share, and calls nothing drawn',
    1_000,
    0.05,
    false,
    'stable',
    false,
  ],
  ['nor what stable would have had anyway', 1_000, 0.5, false, 'stable', false],
  ['all to stable when the candidate has no share, which is a draw', 0, 0.5, false, 'stable', true],
])('drawVariant gives %s', (_, candidateBp, point, isReady, role, isDrawn) => {
  const variants = split(candidateBp);
  const { chosen, ...drawn } = drawVariant(variants, variants[0]!, point, () => isReady);
  expect([chosen.role, drawn.isDrawn]).toEqual([role, isDrawn]);
});
