const SCALE_BITS = 128;
const SCALE = 2 ** SCALE_BITS;

/**
 * pomeranzCdf is P(D_n <= x) by Pomeranz's recursion (1974): 2n + 1 convolutions with Poisson-like weights,
 * of which only a band of about 2nx entries is ever non-zero. Meant for n <= 140.
 */
export function pomeranzCdf(n: number, x: number): number {
  const t = n * x;
  const whole = Math.floor(t);
  const fraction = t - whole;
  const g = Math.min(fraction, 1 - fraction);
  const ceilOfFraction = fraction > 0 ? 1 : 0;
  const roundOfFraction = fraction > 0.5 ? 1 : 0;
  const width = 2 * (whole + 1);

  const edgeWeights = poissonWeights(g / n, width);
  const evenWeights = poissonWeights((1 - 2 * g) / n, width);
  const oddWeights = poissonWeights((2 * g) / n, width);

  const band = (i: number): [number, number] => {
    const [from, to] = bandOfRow(i, n, whole, ceilOfFraction, roundOfFraction);
    return [Math.max(from + 2, 0), Math.min(to, n)];
  };

  let row: Float64Array = new Float64Array(width);
  row[0] = 1;
  let rowStart = 0;
  let [from, to] = band(0);
  let exponent = 0;
  for (let i = 1; i <= 2 * n + 1; i += 1) {
    const previousFrom = from;
    [from, to] = band(i);
    const weights = i === 1 || i === 2 * n + 1 ? edgeWeights : i % 2 === 1 ? oddWeights : evenWeights;
    const next = new Float64Array(width);
    let largest = 0;
    for (let j = from; j <= to; j += 1) {
      let sum = 0;
      for (let k = previousFrom; k <= j; k += 1) sum += row[k - rowStart]! * weights[j - k]!;
      next[j - from] = sum;
      largest = Math.max(largest, sum);
    }
    if (largest > 0 && largest < 1 / SCALE) {
      for (let j = 0; j < width; j += 1) next[j]! *= SCALE;
      exponent -= SCALE_BITS;
    }
    row = next;
    rowStart = from;
  }

  let answer = row[n - rowStart]!;
  for (let m = 1; m <= n; m += 1) {
    if (Math.abs(answer) > SCALE) {
      answer /= SCALE;
      exponent += SCALE_BITS;
    }
    answer *= m;
  }
  return answer * 2 ** exponent;
}

function poissonWeights(rate: number, length: number): Float64Array {
  const weights = new Float64Array(length);
  weights[0] = 1;
  for (let m = 1; m < length; m += 1) weights[m] = (weights[m - 1]! * rate) / m;
  return weights;
}

/** bandOfRow gives the open end points (exclusive below by 2, inclusive above) of the non-zero entries of row i. */
function bandOfRow(i: number, n: number, whole: number, ceil: number, round: number): [number, number] {
  if (i === 0) return [-whole - ceil - 1, whole + ceil - 1];
  const half = Math.floor((i + 1) / 2);
  if ((i + 1) % 2 === 1) return [half - 2 - whole, half + whole + round - 1];
  if (half === n + 1) return [n - whole - ceil - 1, n + whole + ceil - 1];
  return [half - 2 - whole - round, half + whole + ceil - 2];
}
