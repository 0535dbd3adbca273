import { describe, expect, it } from 'vitest';
import { curveBands } from './score-bands.js';
import { precisionAtRecall, rocCurve } from './score-curves.js';
import { scoreRuns } from './score-runs.js';
import { seededRandom } from './seeded-random.js';

function sample(n: number, random: () => number): { labels: number[]; scores: number[] } {
  const scores = Array.from({ length: n }, random);
  return { labels: scores.map((score) => Number(random() < score)), scores };
}

describe('curveBands', () => {
  it('holds the curve of the whole population in most samples', () => {
    // A label is 1 with the probability that the score says, so that the false positive rate of t is (1 - t)^2 and its recall 1 - t^2.
    const random = seededRandom(7);
    let held = 0;
    for (let trial = 0; trial < 40; trial += 1) {
      const { labels, scores } = sample(400, random);
      const { low, high } = curveBands(scoreRuns(labels, scores), { random, resamples: 60 })!.roc[18]!;
      if (low <= 0.84 && high >= 0.84) held += 1;
    }
    expect(held / 40).toBeGreaterThan(0.8);
  });

  it('lies around the measured curve and narrows with the rows', () => {
    const random = seededRandom(3);
    const width = (n: number): number => {
      const { labels, scores } = sample(n, random);
      const runs = scoreRuns(labels, scores);
      const bands = curveBands(runs, { random })!;
      const at = rocCurve(labels, scores, 10_000).findLast(({ falsePositiveRate }) => falsePositiveRate <= 0.5)!;
      const { low, high } = bands.roc[25]!;
      expect(at.truePositiveRate).toBeGreaterThanOrEqual(low - 0.02);
      expect(at.truePositiveRate).toBeLessThanOrEqual(high + 0.02);
      return high - low;
    };
    expect(width(10_000)).toBeLessThan(width(400) / 3);
  });

  it('says nothing below 20 rows of a class', () => {
    const { labels, scores } = sample(30, seededRandom(1));
    expect(curveBands(scoreRuns(labels, scores), { random: seededRandom(1) })).toBeNull();
  });
});

describe('precisionAtRecall is the best of precision_recall_curve with at least that recall (scikit-learn 1.9)', () => {
  const runs = scoreRuns([0, 0, 1, 1, 0, 1, 1, 0], [0.1, 0.4, 0.35, 0.8, 0.7, 0.7, 0.9, 0.2]);
  it.each([
    [0.25, 1],
    [0.5, 1],
    [0.75, 0.75],
    [0.8, 2 / 3],
    [1, 2 / 3],
  ])('recall %f', (recall, precision) => expect(precisionAtRecall(runs, recall)).toBe(precision));

  it('is NaN without positives', () => expect(precisionAtRecall(scoreRuns([0, 0], [1, 2]), 0.5)).toBeNaN());
});
