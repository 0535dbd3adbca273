import { describe, expect, it } from 'vitest';
import { classificationMetrics } from './classification-metrics.js';
import { expectedMetrics, type ExpectedMetric } from './expected-metrics.js';
import { calibrate, isotonicCalibration, learnCalibration } from './isotonic.js';
import { seededRandom } from './seeded-random.js';

const random = seededRandom(17);
/** Scores and the probabilities behind them; `tilt` makes scores worse than the probabilities are. */
function draw(rows: number, tilt = 1): { probabilities: number[]; scores: number[]; labels: number[] } {
  const probabilities = Array.from({ length: rows }, () => random() ** 2);
  return {
    probabilities,
    scores: probabilities.map((p) => p ** tilt),
    labels: probabilities.map((p) => Number(random() < p)),
  };
}
function realised(labels: number[], scores: number[]): Record<ExpectedMetric['name'], number> {
  const m = classificationMetrics(labels, scores, 0.5);
  const { precision, recall, f1, logLoss, brierScore } = m;
  const accuracy = (m.truePositives + m.trueNegatives) / m.count;
  return { auc: m.auc.auc, log_loss: logLoss, brier_score: brierScore, accuracy, precision, recall, f1 };
}

describe('expectedMetrics', () => {
  it('holds what outcomes then say in 19 of 20 windows, for every metric', () => {
    const hits = new Map<string, number>();
    const windows = 300;
    for (let window = 0; window < windows; window += 1) {
      const { probabilities, scores, labels } = draw(400);
      const truth = realised(labels, scores);
      for (const { name, lower, upper } of expectedMetrics(probabilities, scores, 0.5))
        if (truth[name] >= lower && truth[name] <= upper) hits.set(name, (hits.get(name) ?? 0) + 1);
    }
    expect([...hits.keys()]).toHaveLength(7);
    for (const count of hits.values()) expect(count / windows).toBeGreaterThan(0.91);
  });

  it('has the value that many outcomes have on average', () => {
    const { probabilities, scores } = draw(300);
    const runs = Array.from({ length: 400 }, () =>
      realised(
        probabilities.map((p) => Number(random() < p)),
        scores,
      ),
    );
    for (const { name, value } of expectedMetrics(probabilities, scores, 0.5)) {
      const mean = runs.reduce((sum, run) => sum + run[name], 0) / runs.length;
      expect(Math.abs(value - mean)).toBeLessThan(0.01);
    }
  });

  it('leaves out what is not defined, and says nothing of no rows', () => {
    expect(expectedMetrics([], [], 0.5)).toEqual([]);
    expect(expectedMetrics([0.1, 0.2], [0.1, 0.2], 0.5).map(({ name }) => name)).not.toContain('precision');
  });
});

describe('calibration', () => {
  it('is the never falling fit of least squares', () => {
    const { upTo, value } = isotonicCalibration([0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.4, 0.4]);
    expect(upTo).toEqual([0.1, 0.3, 0.4]);
    expect(value).toEqual([0.1, 0.5, 0.9]);
    const learned = { upTo, value };
    expect([-1, 0.1, 0.15, 0.3, 0.35, 9].map((score) => calibrate(learned, score))).toEqual([
      0.1, 0.1, 0.5, 0.5, 0.9, 0.9,
    ]);
    expect(() => isotonicCalibration([], [])).toThrow(RangeError);
  });

  it('corrects scores that are far off, and leaves good ones alone', () => {
    const { labels, scores, probabilities } = draw(6_000, 3);
    const learned = learnCalibration(labels, scores)!;
    const error = scores.reduce(
      (sum, score, row) => sum + Math.abs(calibrate(learned, score) - probabilities[row]!),
      0,
    );
    expect(error / scores.length).toBeLessThan(0.04);
    expect(learnCalibration([0], [0.5])).toBeNull();
  });

  it('makes an estimate right where scores are wrong', () => {
    const past = draw(6_000, 3);
    const learned = learnCalibration(past.labels, past.scores)!;
    const now = draw(6_000, 3);
    const truth = realised(now.labels, now.scores);
    const estimate = (probabilities: number[]) =>
      expectedMetrics(probabilities, now.scores, 0.5).find(({ name }) => name === 'accuracy')!.value;
    const calibrated = estimate(now.scores.map((score) => calibrate(learned, score)));
    expect(Math.abs(calibrated - truth.accuracy)).toBeLessThan(0.015);
    expect(Math.abs(estimate(now.scores) - truth.accuracy)).toBeGreaterThan(0.03);
  });
});
