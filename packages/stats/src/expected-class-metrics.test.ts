import { describe, expect, it } from 'vitest';
import { classSquares, oneVsRestAuc, probabilityOf, type ClassProbabilities } from './class-probabilities.js';
import { expectedClassMetrics, type ExpectedClassMetric } from './expected-class-metrics.js';
import { meanAndError } from './intervals.js';
import { multiclassMetrics } from './multiclass-metrics.js';
import { seededRandom } from './seeded-random.js';

const random = seededRandom(23);
const CLASSES = 3;
type Row = readonly number[];

const flat = (rows: readonly Row[]): ClassProbabilities => ({ classes: CLASSES, values: rows.flat() });
const called = (row: Row): number => row.indexOf(Math.max(...row));
const drawRow = (): Row => {
  const parts = [random() ** 2, random(), random() * 0.5];
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => part / sum);
};
const drawClass = (row: Row): number => {
  const at = random();
  return at < row[0]! ? 0 : at < row[0]! + row[1]! ? 1 : 2;
};

/** What outcomes then say, by the functions that measure them. */
function realised(rows: readonly Row[], actual: readonly number[]): Record<ExpectedClassMetric['name'], number> {
  const said = flat(rows);
  const { accuracy, averages } = multiclassMetrics(actual, rows.map(called));
  const losses = actual.map((code, row) => -Math.log(probabilityOf(said, row, code)));
  return {
    accuracy,
    f1_macro: averages.macro.f1,
    log_loss: meanAndError(losses).mean,
    brier_score: meanAndError(classSquares(actual, said)).mean,
    auc_macro: oneVsRestAuc(actual, said).macro,
  };
}

describe('expectedClassMetrics', () => {
  it('of accuracy and F1 are those of the expected confusion matrix, cell by cell', () => {
    const rows = Array.from({ length: 40 }, drawRow);
    const matrix = Array.from({ length: CLASSES }, () => [0, 0, 0]);
    for (const row of rows) row.forEach((p, code) => (matrix[code]![called(row)]! += p));
    const f1 = matrix.map((cells, code) => {
      const actual = cells.reduce((a, b) => a + b, 0);
      const predicted = matrix.reduce((sum, one) => sum + one[code]!, 0);
      const [precision, recall] = [cells[code]! / predicted, cells[code]! / actual];
      return (2 * precision * recall) / (precision + recall);
    });
    const found = expectedClassMetrics(flat(rows), flat(rows), rows.map(called));
    const valueOf = (name: string): number => found.find((one) => one.name === name)!.value;
    expect(valueOf('accuracy')).toBeCloseTo((matrix[0]![0]! + matrix[1]![1]! + matrix[2]![2]!) / 40, 12);
    expect(valueOf('f1_macro')).toBeCloseTo((f1[0]! + f1[1]! + f1[2]!) / 3, 12);
  });

  it('has the value that many outcomes have on average, and holds them in 19 of 20 windows', () => {
    const rows = Array.from({ length: 400 }, drawRow);
    const expected = expectedClassMetrics(flat(rows), flat(rows), rows.map(called));
    expect(expected).toHaveLength(5);
    const windows = Array.from({ length: 300 }, () => realised(rows, rows.map(drawClass)));
    for (const { name, value, lower, upper } of expected) {
      const truths = windows.map((window) => window[name]);
      expect(Math.abs(value - meanAndError(truths).mean), name).toBeLessThan(0.01);
      const held = truths.filter((truth) => truth >= lower && truth <= upper).length / windows.length;
      expect(held, name).toBeGreaterThan(0.91);
      expect(held, name).toBeLessThan(0.99);
    }
  });

  it('says what is certain without a band, leaves out what is not defined, and says nothing of no rows', () => {
    const sure = flat([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    const found = expectedClassMetrics(sure, sure, [0, 1]);
    expect(found.map(({ name }) => name)).not.toContain('auc_macro');
    expect(found.find(({ name }) => name === 'f1_macro')).toMatchObject({ value: 1, lower: 1, upper: 1 });
    expect(expectedClassMetrics(flat([]), flat([]), [])).toEqual([]);
  });
});
