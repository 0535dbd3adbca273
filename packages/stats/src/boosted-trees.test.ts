import { describe, expect, it } from 'vitest';
import { fitBoostedTrees, predictBoostedTrees } from './boosted-trees.js';
import { classifierTwoSample } from './classifier-two-sample.js';
import { seededRandom } from './seeded-random.js';

const random = seededRandom(23);
const column = (rows: number, draw: (row: number) => number = random): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => draw(row));

describe('boosted trees', () => {
  it('find a step, a slope and the column that does nothing', () => {
    const columns = [column(3_000), column(3_000), column(3_000)];
    const of = (row: number): number => (columns[0]![row]! > 0.6 ? 2 : 0) + columns[1]![row]!;
    const model = fitBoostedTrees(columns, column(3_000, of));
    const errors = predictBoostedTrees(model, columns, 3_000).map((value, row) => Math.abs(value - of(row)));
    expect(errors.reduce((sum, error) => sum + error, 0) / 3_000).toBeLessThan(0.08);
    expect(model.importance[0]).toBeGreaterThan(0.7);
    expect(model.importance[2]).toBeLessThan(0.01);
  });

  it('answer the mean where nothing can be learned', () => {
    const flat = fitBoostedTrees([column(50, () => 1)], [...column(50, (row) => row % 2)]);
    expect(predictBoostedTrees(flat, [[9]], 1)[0]).toBeCloseTo(0.5, 12);
    expect(flat.importance).toEqual([0]);
    expect(() => fitBoostedTrees([[]], [])).toThrow(RangeError);
  });

  it('take what is no number for the smallest value', () => {
    const values = column(400, (row) => (row % 2 === 0 ? NaN : 1));
    const model = fitBoostedTrees(
      [values],
      column(400, (row) => row % 2),
    );
    const [missing, one] = predictBoostedTrees(model, [[NaN, 1]], 2);
    expect(one! - missing!).toBeGreaterThan(0.9);
  });
});

describe('the classifier two-sample test', () => {
  const pair = (rows: number, together: boolean): Float64Array[] => {
    const first = column(rows);
    return [first, column(rows, (row) => (together ? first[row]! : 1 - first[row]!))];
  };

  it('sees features that turned against each other while each stayed as it was', () => {
    const { auc, pValue, importance } = classifierTwoSample(pair(600, true), pair(500, false), random);
    expect(auc).toBeGreaterThan(0.9);
    expect(pValue).toBeLessThan(1e-30);
    expect(importance[0]! + importance[1]!).toBeCloseTo(1, 12);
  });

  it('calls samples of the same kind different in .05 of the runs', () => {
    const found = Array.from({ length: 200 }, () =>
      classifierTwoSample([column(120), column(120)], [column(90), column(90)], random),
    ).filter(({ pValue }) => pValue <= 0.05).length;
    expect(found / 200).toBeLessThan(0.1);
    expect(found / 200).toBeGreaterThan(0.01);
  });

  it('refuses samples that it cannot compare', () => {
    expect(() => classifierTwoSample([[1, 2, 3]], [[1, 2, 3, 4]], random)).toThrow(RangeError);
    expect(() => classifierTwoSample([[1, 2, 3, 4]], [], random)).toThrow(RangeError);
  });
});
