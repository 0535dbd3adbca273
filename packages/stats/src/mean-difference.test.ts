import { describe, expect, it } from 'vitest';
import { asymptoticRadius, meanDifference, pooled, type ValueMoments } from './mean-difference.js';
import { seededRandom } from './seeded-random.js';

const arm = (units: number, mean: number, variance = 1): ValueMoments => ({ units, mean, variance });

// Worked out by Python's math from the theorem.
it.each([
  [5_000, 1, 0.05, 0.0429243372],
  [100, 2, 0.05, 1.3388777234],
  [100_000, 1, 0.01, 0.0121322748],
])('the asymptotic half-width of %i values', (n, deviation, alpha, expected) => {
  expect(asymptoticRadius(n, deviation, alpha)).toBeCloseTo(expected, 9);
});

describe('a difference of means', () => {
  it.each([
    ['nothing at all', []],
    ['too few', [{ stable: arm(5_000, 1), candidate: arm(99, 1) }]],
    ['values that never vary', [{ stable: arm(5_000, 0, 0), candidate: arm(500, 1, 0) }]],
    ['one side only', [{ stable: arm(5_000, 1), candidate: arm(0, 0, 0) }]],
  ])('of %s is not known', (_, strata) => expect(meanDifference(strata, 0.05)).toBeNull());

  it('lies around what was seen, and closer the more was seen', () => {
    const few = meanDifference([{ stable: arm(900, 10), candidate: arm(900, 10.5) }], 0.05)!;
    const many = meanDifference([{ stable: arm(9_000, 10), candidate: arm(9_000, 10.5) }], 0.05)!;
    expect(few.center).toBeCloseTo(0.5, 12);
    expect(few.lower).toBeGreaterThan(0.2);
    expect(many.upper - many.lower).toBeLessThan((few.upper - few.lower) / 2);
  });

  it('is not fooled by a base that rises while the weight does', () => {
    const strata = [
      { stable: arm(9_000, 10), candidate: arm(1_000, 10) },
      { stable: arm(1_000, 20), candidate: arm(9_000, 20) },
    ];
    expect(meanDifference(strata, 0.05)!.center).toBeCloseTo(0, 12);
    expect(pooled(strata.map(({ candidate }) => candidate))).toMatchObject({ units: 10_000, mean: 19, variance: 1 });
  });
});

describe('looked at after every fifty values, with no difference', () => {
  const skewed = (random: () => number): number => Math.exp(1.2 * normal(random));
  const seldom = (random: () => number): number => Number(random() < 0.05);
  it.each([
    ['skewed values', skewed],
    ['a rare yes', seldom],
  ])('%s fool it seldom', (_, value) => {
    const random = seededRandom(5);
    const runs = 300;
    let fooled = 0;
    for (let run = 0; run < runs; run += 1) fooled += Number(isFooled(random, value));
    expect(fooled / runs).toBeLessThanOrEqual(0.05);
  });
});

/** Whether an interval ever leaves nought out, of two sides that are alike. */
function isFooled(random: () => number, value: (random: () => number) => number): boolean {
  const sums = [0, 0, 0, 0, 0, 0];
  for (let drawn = 1; drawn <= 4_000; drawn += 1) {
    const side = random() < 0.3 ? 3 : 0;
    const x = value(random);
    sums[side]! += 1;
    sums[side + 1]! += x;
    sums[side + 2]! += x * x;
    if (drawn % 50 !== 0) continue;
    const [stable, candidate] = [0, 3].map((at) => {
      const [units, sum, squares] = sums.slice(at, at + 3) as [number, number, number];
      return arm(units, sum / units, squares / units - (sum / units) ** 2);
    }) as [ValueMoments, ValueMoments];
    const interval = meanDifference([{ stable, candidate }], 0.05);
    if (interval !== null && (interval.lower > 0 || interval.upper < 0)) return true;
  }
  return false;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
