import { describe, expect, it } from 'vitest';
import { seededRandom } from './seeded-random.js';
import {
  absoluteSafetyLogE,
  anytimeP,
  averageLogE,
  harmLogE,
  relativeSafetyLogE,
  safetyEvidence,
} from './event-e-process.js';
import type { EventSegment } from './event-e-process.js';

const PROMOTE_AT = Math.log(20);

const segment = (weight: number, candidateEvents: number, stableEvents: number): EventSegment => ({
  weight,
  candidateEvents,
  stableEvents,
});

/** The definition, term by term in probabilities, to compare the log form with. */
function plainE(segments: EventSegment[], theta0: number, grid: number[]): number {
  const p = (w: number, theta: number): number => (w * theta) / (w * theta + 1 - w);
  const terms = grid.map((theta) =>
    segments.reduce((product, { weight: w, candidateEvents: c, stableEvents: s }) => {
      const q = p(w, theta0);
      return product * (p(w, theta) / q) ** c * ((1 - p(w, theta)) / (1 - q)) ** s;
    }, 1),
  );
  return terms.reduce((a, b) => a + b) / grid.length;
}

const ratiosTo = (largest: number): number[] =>
  Array.from({ length: 60 }, (_, k) => 1.05 * (largest / 1.05) ** ((k + 1) / 60));

describe('harmLogE', () => {
  const cases: EventSegment[][] = [
    [segment(0.1, 3, 4)],
    [segment(0.1, 0, 40)],
    [segment(0.01, 1, 9), segment(0.1, 12, 30), segment(0.5, 25, 20)],
  ];
  it.each(cases)('is the mixture of its definition: %j', (...segments) => {
    const expected = plainE(
      segments,
      1.25,
      ratiosTo(20).map((r) => r * 1.25),
    );
    expect(harmLogE(segments)).toBeCloseTo(Math.log(expected), 10);
  });

  it('is 0 without events, and for weights that randomise nothing', () => {
    expect(harmLogE([])).toBeCloseTo(0, 12);
    expect(harmLogE([segment(0, 0, 50), segment(1, 70, 0)])).toBeCloseTo(0, 12);
  });

  it('does not call a 1.15x ratio harmful however long it lasts, but a 2x ratio soon', () => {
    expect(harmLogE([segment(0.5, 11_500_000, 10_000_000)])).toBeLessThan(0);
    expect(harmLogE([segment(0.5, 200, 100)])).toBeGreaterThan(PROMOTE_AT - 1);
  });

  it('stays finite for counts of 1e9', () => {
    const worse = harmLogE([segment(0.1, 1e9, 1e9)]);
    expect(Number.isFinite(worse)).toBe(true);
    expect(worse).toBeGreaterThan(1e6);
    expect(harmLogE([segment(0.1, 1e9, 9e9)])).toBeLessThan(-1e3);
  });
});

describe('safety', () => {
  it('relativeSafetyLogE is the mixture of its definition', () => {
    const segments = [segment(0.1, 3, 60), segment(0.5, 10, 14)];
    const expected = plainE(
      segments,
      2,
      ratiosTo(6).map((r) => 2 / r),
    );
    expect(relativeSafetyLogE(segments, 2)).toBeCloseTo(Math.log(expected), 10);
  });

  it('promotes without any error after exactly 423 candidate units', () => {
    const at = (units: number): number => safetyEvidence([], { units, events: 0 }).logE;
    expect(at(422)).toBeLessThan(PROMOTE_AT);
    expect(at(423)).toBeGreaterThanOrEqual(PROMOTE_AT);
  });

  it('says which e-value carried it', () => {
    expect(safetyEvidence([], { units: 500, events: 0 }).carriedBy).toBe('absolute');
    const often = safetyEvidence([segment(0.5, 500, 500)], { units: 10_000, events: 500 });
    expect(often).toMatchObject({ carriedBy: 'relative' });
    expect(often.logE).toBeGreaterThan(PROMOTE_AT);
  });

  it('is lost for good neither by one event nor reached at the margin', () => {
    expect(absoluteSafetyLogE({ units: 3000, events: 5 })).toBeGreaterThan(Math.log(40));
    expect(absoluteSafetyLogE({ units: 100_000, events: 1000 })).toBeLessThan(0);
    expect(absoluteSafetyLogE({ units: 1e9, events: 1e6 })).toBeGreaterThan(1e5);
  });
});

describe('averageLogE and anytimeP', () => {
  it('average e-values and invert them', () => {
    expect(averageLogE([Math.log(1), Math.log(3)])).toBeCloseTo(Math.log(2), 12);
    expect([anytimeP(Math.log(20)), anytimeP(-1)]).toEqual([expect.closeTo(0.05, 12), 1]);
  });
});

/** One rollout of 30 minutes at 100 requests/s, 0.5% base error rate, looked at every 5 s; gives the time of the rollback or null. */
function rollbackTimeS(random: () => number, weights: number[], theta: number, thetaHarm: number): number | null {
  const bins = 360;
  const segments = weights.map((weight) => segment(weight, 0, 0));
  for (let bin = 0; bin < bins; bin += 1) {
    const current = segments[Math.floor((bin * weights.length) / bins)]!;
    const before = current.candidateEvents + current.stableEvents;
    const { weight } = current;
    const rate = 2.5 * (1 - weight + weight * theta);
    const toCandidate = (weight * theta) / (1 - weight + weight * theta);
    for (let left = Math.exp(-rate), draw = random(); draw > left; draw *= random())
      if (random() < toCandidate) current.candidateEvents += 1;
      else current.stableEvents += 1;
    const moved = current.candidateEvents + current.stableEvents > before;
    if (moved && harmLogE(segments, { thetaHarm }) >= PROMOTE_AT) return (bin + 1) * 5;
  }
  return null;
}

describe('simulated rollouts', () => {
  const runs = (count: number, weights: number[], theta: number, thetaHarm: number): (number | null)[] => {
    const random = seededRandom(20261121);
    return Array.from({ length: count }, () => rollbackTimeS(random, weights, theta, thetaHarm));
  };
  const share = (times: (number | null)[]): number => times.filter((time) => time !== null).length / times.length;

  it.each([
    ['10% share, floor 1', [0.1], 1, 1],
    ['1-5-10-25-50% ramp, floor 1', [0.01, 0.05, 0.1, 0.25, 0.5], 1, 1],
    ['10% share, at the floor of 1.25', [0.1], 1.25, 1.25],
  ])('A/A rolls back at most 5%%: %s', (_name, weights, theta, thetaHarm) => {
    expect(share(runs(250, weights, theta, thetaHarm))).toBeLessThanOrEqual(0.05);
  });

  it('finds 4x errors in a median of about 35 s and 10x in about 10 s', () => {
    const median = (times: (number | null)[]): number =>
      times.map((time) => time ?? Infinity).sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
    expect(median(runs(200, [0.1], 4, 1))).toBeLessThanOrEqual(50);
    expect(median(runs(200, [0.1], 10, 1))).toBeLessThanOrEqual(15);
  });
});
