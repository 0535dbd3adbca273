import type { Folds } from '@slipway/contracts';

/** FoldRow is one metric of a cross-validation: its values by fold, their mean and standard deviation (n - 1). */
export interface FoldRow {
  metric: string;
  values: (number | null)[];
  mean: number;
  deviation: number | null;
}

/** foldRows lays folds out by metric; a fold that lacks one leaves a gap. */
export function foldRows(folds: Folds): FoldRow[] {
  const metrics = [...new Set(folds.flatMap((fold) => Object.keys(fold)))];
  return metrics.map((metric) => {
    const values = folds.map((fold) => fold[metric] ?? null);
    const known = values.filter((value) => value !== null);
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { metric, values, mean, deviation: known.length < 2 ? null : Math.sqrt(squares / (known.length - 1)) };
  });
}
