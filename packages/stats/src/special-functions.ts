const HALF_LOG_TWO_PI = 0.9189385332046728;
const MAX_TERMS = 100_000;

/** log1pMinusX is log(1 + x) - x for x > -1, without cancellation near 0 (series of 2 atanh(x / (2 + x))). */
export function log1pMinusX(x: number): number {
  if (x < -0.6 || x > 1.5) return Math.log1p(x) - x;
  const r = x / (2 + x);
  const r2 = r * r;
  let power = 1;
  let sum = 0;
  for (let k = 3; k < 200; k += 2) {
    const next = sum + power / k;
    if (next === sum) break;
    sum = next;
    power *= r2;
  }
  return -x * r + 2 * r * r2 * sum;
}

/** stirlingError is log(n!) - [log(sqrt(2 pi n)) + n log(n) - n] for n > 0 (Loader 2000). */
export function stirlingError(n: number): number {
  if (n < 16) return logGamma(n + 1) - HALF_LOG_TWO_PI - (n + 0.5) * Math.log(n) + n;
  const s = 1 / (n * n);
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360360 - s / 156)))))) / n;
}

/** logGamma is log |Gamma(x)| for x > 0: Stirling's series after shifting x to at least 16. */
export function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < 16) {
    product *= shifted;
    shifted += 1;
  }
  const main = (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + stirlingError(shifted);
  return main - Math.log(product);
}

/** logSumExp is log(sum of exp(x)) without overflow; -Infinity for no terms. */
export function logSumExp(logs: readonly number[]): number {
  let largest = -Infinity;
  for (const x of logs) if (x > largest) largest = x;
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (const x of logs) sum += Math.exp(x - largest);
  return largest + Math.log(sum);
}

/** regularizedGammaUpper is Q(a, x) = Gamma(a, x) / Gamma(a) for a > 0, x >= 0 (series below a + 1, continued fraction above). */
export function regularizedGammaUpper(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  return x < a + 1 ? 1 - gammaSeries(a, x) : gammaContinuedFraction(a, x);
}

/** gammaDensityFactor is x^a e^-x / Gamma(a + 1), by Stirling's error so that large a keeps its digits. */
function gammaDensityFactor(a: number, x: number): number {
  if (a < 16) return Math.exp(a * Math.log(x) - x - logGamma(a + 1));
  const deviance = a * log1pMinusX((x - a) / a);
  return Math.exp(deviance - stirlingError(a)) / Math.sqrt(2 * Math.PI * a);
}

function gammaSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < MAX_TERMS && term > sum * 1e-17; k += 1) {
    term *= x / (a + k);
    sum += term;
  }
  return gammaDensityFactor(a, x) * sum;
}

function gammaContinuedFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1; k < MAX_TERMS; k += 1) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b, tiny);
    c = nonZero(b + numerator / c, tiny);
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return gammaDensityFactor(a, x) * a * fraction;
}

function nonZero(x: number, tiny: number): number {
  return Math.abs(x) < tiny ? tiny : x;
}

/** chiSquareSf is P(X >= x) for a chi-square variable with df >= 1 degrees of freedom. */
export function chiSquareSf(x: number, df: number): number {
  return regularizedGammaUpper(df / 2, x / 2);
}

/** chiSquareQuantile is x with P(X <= x) = p for 0 < p < 1, by bisection. */
export function chiSquareQuantile(p: number, df: number): number {
  let [low, high] = [0, df + 10];
  while (chiSquareSf(high, df) > 1 - p) high *= 2;
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (chiSquareSf(middle, df) > 1 - p) low = middle;
    else high = middle;
  }
  return high;
}

/** normalSf is P(Z >= z) for a standard normal variable, accurate in both tails. */
export function normalSf(z: number): number {
  const upper = 0.5 * regularizedGammaUpper(0.5, (z * z) / 2);
  return z >= 0 ? upper : 1 - upper;
}

/** normalQuantile is z with P(Z <= z) = p for 0 < p < 1: Abramowitz-Stegun 26.2.23, then Newton steps on normalSf. */
export function normalQuantile(p: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (let step = 0; step < 4; step += 1) {
    const density = Math.exp((-z * z) / 2 - HALF_LOG_TWO_PI);
    z -= (normalSf(-z) - p) / density;
  }
  return z;
}
