import { log1pMinusX, stirlingError } from './special-functions.js';

const EXACT_UP_TO_N = 1_000_000;
const SMALLEST_LOG = -745;
const TERMS = 10_000;

/**
 * smirnovSf is P(D+ >= x) for the one-sided one-sample statistic of n observations (Smirnov 1944, Birnbaum-Tingey):
 * the sum over v <= n(1-x) of C(n,v) x (x+v/n)^(v-1) (1-x-v/n)^(n-v). Each term is a binomial density times x/(x+v/n),
 * so Loader's saddle-point form keeps about 13 digits; above n = 1,000,000 it is exp(-(6nx+1)^2 / 18n). Of 20,000 terms
 * or more (and nx^2 >= 1, where those at both ends vanish with all derivatives) every second, third ... stands for those between, which by
 * the trapezoidal rule loses nothing (Euler-Maclaurin).
 */
export function smirnovSf(n: number, x: number): number {
  if (Number.isNaN(x) || !(n >= 1)) return NaN;
  if (x <= 0) return 1;
  if (x >= 1) return 0;
  if (x * n <= 1) return 1 - x * (1 + x) ** (n - 1);
  if (x >= 1 - 1 / n) return (1 - x) ** n;
  if (-2 * n * x * x < SMALLEST_LOG) return 0;
  if (n > EXACT_UP_TO_N) return Math.exp(-((6 * n * x + 1) ** 2) / (18 * n));
  return birnbaumTingeySum(n, x);
}

function birnbaumTingeySum(n: number, x: number): number {
  const shift = n * x;
  const errorOfN = stirlingError(n);
  let sum = Math.exp(n * Math.log1p(-x));
  let lost = 0;
  const stride = shift * x < 1 ? 1 : Math.max(1, Math.floor(n / TERMS));
  for (let v = stride; v < n - shift; v += stride) {
    const rest = n - v;
    const deviance = v * log1pMinusX(shift / v) + rest * log1pMinusX(-shift / rest);
    const logDensity = errorOfN - stirlingError(v) - stirlingError(rest) + deviance;
    if (logDensity < SMALLEST_LOG) continue;
    const density = Math.exp(logDensity) * Math.sqrt(n / (2 * Math.PI * v * rest));
    // Kahan: a million terms of similar size would otherwise cost three digits.
    const term = (stride * density * shift) / (shift + v) - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
  }
  return Math.min(1, sum);
}
