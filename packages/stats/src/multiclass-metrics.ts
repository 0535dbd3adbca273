/** ClassCounts are the rows of one class: actually, as predicted, and both at once. */
export interface ClassCounts {
  hits: number;
  actual: number;
  predicted: number;
}

/** ClassScores are precision, recall and F1; a ratio of 0 to 0 is 0, as in scikit-learn. */
export interface ClassScores {
  precision: number;
  recall: number;
  f1: number;
}

/** ClassAverages are the mean over classes, the same of all rows thrown together, and the mean weighted by the rows of each class. */
export interface ClassAverages {
  macro: ClassScores;
  micro: ClassScores;
  weighted: ClassScores;
}

/** MulticlassMetrics compare class labels; rows of `matrix` are the actual class, columns the predicted one, both in the order of `classes`. */
export interface MulticlassMetrics {
  count: number;
  classes: string[];
  matrix: number[][];
  accuracy: number;
  /** Mean recall of the classes that have rows. */
  balancedAccuracy: number;
  averages: ClassAverages;
  byClass: ClassCounts[];
}

/** multiclassMetrics takes actual and predicted labels, row by row; classes are those of either. All numbers of no rows are NaN. */
export function multiclassMetrics(
  actual: ArrayLike<string | number>,
  predicted: ArrayLike<string | number>,
): MulticlassMetrics {
  if (actual.length !== predicted.length)
    throw new RangeError(`${actual.length} labels do not match ${predicted.length} predictions`);
  const { classes, matrix } = matrixOf(actual, predicted);
  const byClass = classes.map((_, i): ClassCounts => ({
    hits: matrix[i]![i]!,
    actual: sum(matrix[i]!),
    predicted: sum(matrix.map((row) => row[i]!)),
  }));
  const there = byClass.filter((counts) => counts.actual > 0);
  return {
    count: actual.length,
    classes,
    matrix,
    accuracy: sum(byClass.map(({ hits }) => hits)) / actual.length,
    balancedAccuracy: sum(there.map(({ hits, actual: rows }) => hits / rows)) / there.length,
    averages: averageCounts(byClass),
    byClass,
  };
}

/** scoresOf are precision, recall and F1 of counted rows. */
export function scoresOf({ hits, actual, predicted }: ClassCounts): ClassScores {
  return {
    precision: predicted === 0 ? 0 : hits / predicted,
    recall: actual === 0 ? 0 : hits / actual,
    f1: actual + predicted === 0 ? 0 : (2 * hits) / (actual + predicted),
  };
}

/** averageCounts are scikit-learn's three averages over classes; NaN of no classes. */
export function averageCounts(byClass: readonly ClassCounts[]): ClassAverages {
  const scores = byClass.map(scoresOf);
  const total = (of: keyof ClassCounts): number => sum(byClass.map((counts) => counts[of]));
  const mean = (weights: readonly number[]): ClassScores => {
    const all = sum(weights);
    const of = (name: keyof ClassScores): number => sum(scores.map((score, i) => score[name] * weights[i]!)) / all;
    return { precision: of('precision'), recall: of('recall'), f1: of('f1') };
  };
  return {
    macro: mean(byClass.map(() => 1)),
    micro:
      byClass.length === 0
        ? mean([])
        : scoresOf({ hits: total('hits'), actual: total('actual'), predicted: total('predicted') }),
    weighted: mean(byClass.map(({ actual }) => actual)),
  };
}

function matrixOf(
  actual: ArrayLike<string | number>,
  predicted: ArrayLike<string | number>,
): { classes: string[]; matrix: number[][] } {
  const values = new Set<string | number>();
  for (let row = 0; row < actual.length; row += 1) values.add(actual[row]!).add(predicted[row]!);
  const names = [...new Set(Array.from(values, String))];
  const isNumbered = [...values].every((value) => typeof value === 'number');
  const classes = isNumbered ? names.sort((a, b) => Number(a) - Number(b)) : names.sort();
  const places = new Map(classes.map((name, i) => [name, i]));
  const place = new Map(Array.from(values, (value) => [value, places.get(String(value))!]));
  const matrix = classes.map(() => classes.map(() => 0));
  for (let row = 0; row < actual.length; row += 1) matrix[place.get(actual[row]!)!]![place.get(predicted[row]!)!]! += 1;
  return { classes, matrix };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
