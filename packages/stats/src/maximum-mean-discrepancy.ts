import { shuffle } from './shuffle.js';

/** MmdResult is the squared discrepancy (the unbiased estimate may be below 0) and the permutation p-value (k + 1) / (permutations + 1). */
export interface MmdResult {
  statistic: number;
  biased: number;
  pValue: number;
  gamma: number;
}

/** MmdOptions: `gamma` of the kernel exp(-gamma d^2), by default 1 / (2 median d^2) over the pool; `random` shuffles. */
export interface MmdOptions {
  random: () => number;
  permutations?: number;
  gamma?: number;
}

/**
 * maximumMeanDiscrepancy is the kernel two-sample test of rows of equal width (Gretton et al., JMLR 2012) with a Gaussian kernel and a
 * permutation p that is never 0 (Phipson and Smyth 2010). Time and memory grow with (n + m)^2: meant for at most a few thousand rows,
 * off the request thread. Scale the columns first. Fewer than two rows a side give NaN.
 */
export function maximumMeanDiscrepancy(
  x: readonly ArrayLike<number>[],
  y: readonly ArrayLike<number>[],
  { random, permutations = 200, gamma: given }: MmdOptions,
): MmdResult {
  const [n, m] = [x.length, y.length];
  if (n < 2 || m < 2) return { statistic: NaN, biased: NaN, pValue: NaN, gamma: NaN };
  const squares = squaredDistances([...x, ...y]);
  const gamma = given ?? 1 / (2 * medianOffDiagonal(squares, n + m));
  const kernel = squares.map((square) => Math.exp(-gamma * square));
  const order = Uint32Array.from({ length: n + m }, (_, i) => i);
  const statistic = discrepancy(kernel, order, n, 'unbiased');
  const biased = discrepancy(kernel, order, n, 'biased');
  let asLarge = 0;
  for (let permutation = 0; permutation < permutations; permutation += 1) {
    shuffle(order, random);
    if (discrepancy(kernel, order, n, 'unbiased') >= statistic) asLarge += 1;
  }
  return { statistic, biased, pValue: (asLarge + 1) / (permutations + 1), gamma };
}

function squaredDistances(rows: readonly ArrayLike<number>[]): Float64Array {
  const size = rows.length;
  const width = rows[0]!.length;
  const squares = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    if (rows[i]!.length !== width) throw new RangeError('maximumMeanDiscrepancy: rows differ in width');
    for (let j = 0; j < i; j += 1) {
      let sum = 0;
      for (let k = 0; k < width; k += 1) sum += (rows[i]![k]! - rows[j]![k]!) ** 2;
      squares[i * size + j] = sum;
      squares[j * size + i] = sum;
    }
  }
  return squares;
}

function medianOffDiagonal(squares: Float64Array, size: number): number {
  const below: number[] = [];
  for (let i = 0; i < size; i += 1) for (let j = 0; j < i; j += 1) below.push(squares[i * size + j]!);
  below.sort((a, b) => a - b);
  const middle = below.length >> 1;
  return below.length % 2 === 1 ? below[middle]! : (below[middle - 1]! + below[middle]!) / 2;
}

function discrepancy(kernel: Float64Array, order: Uint32Array, n: number, estimate: 'biased' | 'unbiased'): number {
  const size = order.length;
  const m = size - n;
  let [within1, within2, across] = [0, 0, 0];
  for (let i = 0; i < size; i += 1) {
    const row = order[i]! * size;
    for (let j = 0; j < i; j += 1) {
      const value = kernel[row + order[j]!]!;
      if (i < n) within1 += value;
      else if (j >= n) within2 += value;
      else across += value;
    }
  }
  const between = (2 * across) / (n * m);
  if (estimate === 'unbiased') return (2 * within1) / (n * (n - 1)) + (2 * within2) / (m * (m - 1)) - between;
  return (2 * within1 + n) / (n * n) + (2 * within2 + m) / (m * m) - between;
}
