import { sortedSample } from './midranks.js';

const LEVELS = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001];
/** Critical values of the normalised statistic for two samples: b0 + b1 + b2 of Scholz and Stephens (1987), table 2, at the LEVELS. */
const CRITICAL = [
  0.675 - 0.245 - 0.105,
  1.281 + 0.25 - 0.305,
  1.645 + 0.678 - 0.362,
  1.96 + 1.149 - 0.391,
  2.326 + 1.822 - 0.396,
  2.573 + 2.364 - 0.345,
  3.085 + 3.615 - 0.154,
];

/** AndersonDarlingResult is the normalised statistic (mean 0, standard deviation 1 under no change) and its p-value, which the table bounds to 0.001..0.25. */
export interface AndersonDarlingResult {
  statistic: number;
  pValue: number;
  /** Whether p is a bound: `at_least` 0.25 or `at_most` 0.001. */
  bound: 'at_least' | 'at_most' | null;
}

/**
 * andersonDarlingTwoSample is the two-sample Anderson-Darling test with midranks (Scholz and Stephens 1987, eq. 7), as
 * scipy.stats.anderson_ksamp 1.17.1: stronger than Kolmogorov-Smirnov in the tails. Empty, NaN, or a pool with one value gives NaN.
 */
export function andersonDarlingTwoSample(x: ArrayLike<number>, y: ArrayLike<number>): AndersonDarlingResult {
  const [a, b] = [sortedSample(x), sortedSample(y)];
  if (a === null || b === null || a.length + b.length < 4) return { statistic: NaN, pValue: NaN, bound: null };
  const raw = midrankStatistic(a, b);
  const statistic = (raw - 1) / Math.sqrt(varianceOf(a.length, b.length));
  if (Number.isNaN(statistic)) return { statistic: NaN, pValue: NaN, bound: null };
  if (statistic < Math.min(...CRITICAL)) return { statistic, pValue: 0.25, bound: 'at_least' };
  if (statistic > Math.max(...CRITICAL)) return { statistic, pValue: 0.001, bound: 'at_most' };
  return { statistic, pValue: Math.exp(logLevelOf(statistic)), bound: null };
}

function midrankStatistic(a: Float64Array, b: Float64Array): number {
  const n = a.length + b.length;
  let [i, j, sum, distinct] = [0, 0, 0, 0];
  while (i < a.length || j < b.length) {
    const value = j >= b.length || (i < a.length && a[i]! <= b[j]!) ? a[i]! : b[j]!;
    const [fromA, fromB] = [i, j];
    while (i < a.length && a[i] === value) i += 1;
    while (j < b.length && b[j] === value) j += 1;
    distinct += 1;
    const tied = i - fromA + j - fromB;
    const below = fromA + fromB + tied / 2;
    const belowInA = (fromA + i) / 2;
    const weight = tied / n / (below * (n - below) - (n * tied) / 4);
    // Both samples deviate by the same amount, so one deviation serves for the two terms.
    sum += weight * (n * belowInA - below * a.length) ** 2 * (1 / a.length + 1 / b.length);
  }
  return distinct < 2 ? NaN : (sum * (n - 1)) / n;
}

/** varianceOf is the variance of the statistic for two samples (Scholz and Stephens 1987, eq. 4). */
function varianceOf(size1: number, size2: number): number {
  const k = 2;
  const n = size1 + size2;
  const reciprocals = 1 / size1 + 1 / size2;
  let [harmonic, g] = [0, 0];
  for (let i = 1; i <= n - 2; i += 1) {
    harmonic += 1 / (n - i);
    g += harmonic / (i + 1);
  }
  const h = harmonic + 1;
  const a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * reciprocals;
  const b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * reciprocals - 8 * h + 4 * g - 6;
  const c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * reciprocals + 4 * h;
  const d = (2 * h + 6) * k * k - 4 * h * k;
  return (a * n ** 3 + b * n * n + c * n + d) / ((n - 1) * (n - 2) * (n - 3));
}

/** logLevelOf interpolates log(level) by the least-squares parabola through the table. */
function logLevelOf(statistic: number): number {
  const middle = CRITICAL.reduce((sum, value) => sum + value, 0) / CRITICAL.length;
  const moments = [0, 0, 0, 0, 0];
  const right = [0, 0, 0];
  CRITICAL.forEach((value, index) => {
    const z = value - middle;
    for (let power = 0; power < 5; power += 1) moments[power]! += z ** power;
    for (let power = 0; power < 3; power += 1) right[power]! += z ** power * Math.log(LEVELS[index]!);
  });
  const [c0, c1, c2] = solveParabola(moments, right);
  const z = statistic - middle;
  return c0 + z * (c1 + z * c2);
}

/** solveParabola solves the three normal equations by Cramer's rule. */
function solveParabola(moments: readonly number[], right: readonly number[]): [number, number, number] {
  const rows = [0, 1, 2].map((row) => [0, 1, 2].map((column) => moments[row + column]!));
  const whole = determinant(rows);
  const part = (replaced: number): number =>
    determinant(rows.map((row, r) => row.map((value, column) => (column === replaced ? right[r]! : value)))) / whole;
  return [part(0), part(1), part(2)];
}

function determinant([a, b, c]: number[][]): number {
  return (
    a![0]! * (b![1]! * c![2]! - b![2]! * c![1]!) -
    a![1]! * (b![0]! * c![2]! - b![2]! * c![0]!) +
    a![2]! * (b![0]! * c![1]! - b![1]! * c![0]!)
  );
}
