/** MulticlassMetrics compare class labels; rows of `matrix` are the actual class, columns the predicted one, both in the order of `classes`. */
export interface MulticlassMetrics {
  count: number;
  classes: string[];
  matrix: number[][];
  accuracy: number;
  /** Mean of the classes' F1, a class never seen nor predicted right counting 0 (scikit-learn's macro average). */
  macroF1: number;
}

/** multiclassMetrics takes actual and predicted labels, row by row; accuracy and macroF1 of no rows are NaN. */
export function multiclassMetrics(
  actual: ArrayLike<string | number>,
  predicted: ArrayLike<string | number>,
): MulticlassMetrics {
  if (actual.length !== predicted.length)
    throw new RangeError(`${actual.length} labels do not match ${predicted.length} predictions`);
  const names = new Set([...Array.from(actual, String), ...Array.from(predicted, String)]);
  const classes = [...names].sort();
  const place = new Map(classes.map((name, i) => [name, i]));
  const matrix = classes.map(() => Array.from({ length: classes.length }, () => 0));
  let right = 0;
  for (let row = 0; row < actual.length; row += 1) {
    const from = place.get(String(actual[row]))!;
    const to = place.get(String(predicted[row]))!;
    matrix[from]![to]! += 1;
    if (from === to) right += 1;
  }
  const f1 = classes.map((_, i) => {
    const asActual = matrix[i]!.reduce((a, b) => a + b, 0);
    const asPredicted = matrix.reduce((sum, row) => sum + row[i]!, 0);
    return (2 * matrix[i]![i]!) / (asActual + asPredicted);
  });
  return {
    count: actual.length,
    classes,
    matrix,
    accuracy: right / actual.length,
    macroF1: f1.reduce((a, b) => a + b, 0) / classes.length,
  };
}
