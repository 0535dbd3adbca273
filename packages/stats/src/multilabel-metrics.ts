import { averageCounts, type ClassAverages, type ClassCounts } from './multiclass-metrics.js';

/** LabelMatrix is which of `labels` labels each row has: row i's label j at i * labels + j, 1 or 0. */
export interface LabelMatrix {
  labels: number;
  values: Uint8Array;
}

/** MultilabelMetrics compare sets of labels, row by row; ratios of 0 to 0 are 0, as in scikit-learn. All are NaN of no rows. */
export interface MultilabelMetrics {
  rows: number;
  /** Share of rows of which every label is right. */
  subsetAccuracy: number;
  /** Share of labels that are wrong. */
  hammingLoss: number;
  /** Mean over rows of shared labels over labels of either. */
  jaccard: number;
  /** Mean over rows of the F1 of the row's labels. */
  sampleF1: number;
  averages: ClassAverages;
  byLabel: ClassCounts[];
}

/** multilabelMetrics takes actual and predicted labels of the same rows. */
export function multilabelMetrics(actual: LabelMatrix, predicted: LabelMatrix): MultilabelMetrics {
  if (actual.labels !== predicted.labels || actual.values.length !== predicted.values.length)
    throw new RangeError('actual and predicted labels differ in number');
  const { labels } = actual;
  const rows = actual.values.length / labels;
  const byLabel = Array.from({ length: labels }, (): ClassCounts => ({ hits: 0, actual: 0, predicted: 0 }));
  let [exact, wrong, jaccard, f1] = [0, 0, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    const seen = countRow(actual.values, predicted.values, row * labels, byLabel);
    const union = seen.actual + seen.predicted - seen.hits;
    exact += union === seen.hits ? 1 : 0;
    wrong += union - seen.hits;
    jaccard += union === 0 ? 0 : seen.hits / union;
    f1 += union === 0 ? 0 : (2 * seen.hits) / (seen.actual + seen.predicted);
  }
  return {
    rows,
    subsetAccuracy: exact / rows,
    hammingLoss: wrong / (rows * labels),
    jaccard: jaccard / rows,
    sampleF1: f1 / rows,
    averages: averageCounts(byLabel),
    byLabel,
  };
}

function countRow(actual: Uint8Array, predicted: Uint8Array, from: number, byLabel: ClassCounts[]): ClassCounts {
  const seen = { hits: 0, actual: 0, predicted: 0 };
  byLabel.forEach((label, j) => {
    const [has, says] = [actual[from + j]!, predicted[from + j]!];
    for (const counts of [label, seen]) {
      counts.actual += has;
      counts.predicted += says;
      counts.hits += has * says;
    }
  });
  return seen;
}
