import { durbinCdf } from './kolmogorov-durbin.js';
import { pomeranzCdf } from './kolmogorov-pomeranz.js';
import { pelzGoodCdf } from './kolmogorov-pelz-good.js';
import { smirnovSf } from './smirnov.js';
import { stirlingError } from './special-functions.js';

/**
 * kolmogorovSf is P(D_n >= x) for the two-sided one-sample Kolmogorov-Smirnov statistic of n observations, n a positive
 * integer (NaN otherwise). It takes the branches of scipy's `kstwo.sf` (Simard and L'Ecuyer, J. Stat. Softw. 39(11), 2011).
 */
export function kolmogorovSf(n: number, x: number): number {
  if (Number.isNaN(x) || !Number.isInteger(n) || n <= 0) return NaN;
  if (x >= 1) return 0;
  if (x <= 0) return 1;
  const t = n * x;
  if (t <= 0.5) return 1;
  if (t <= 1) return 1 - rubenGambinoCdf(n, t);
  if (t >= n - 1) return clip(2 * (1 - x) ** n);
  if (x >= 0.5) return clip(2 * smirnovSf(n, x));
  const nxx = t * x;
  return n <= 140 ? smallSampleSf(n, x, nxx) : largeSampleSf(n, x, nxx);
}

function smallSampleSf(n: number, x: number, nxx: number): number {
  if (nxx <= 0.754693) return clip(1 - durbinCdf(n, x));
  if (nxx <= 4) return clip(1 - pomeranzCdf(n, x));
  return clip(2 * smirnovSf(n, x));
}

function largeSampleSf(n: number, x: number, nxx: number): number {
  if (nxx >= 370) return 0;
  if (nxx >= 2.2) return clip(2 * smirnovSf(n, x));
  const durbin = n <= 100_000 && n * x ** 1.5 <= 1.4;
  return clip(1 - (durbin ? durbinCdf(n, x) : pelzGoodCdf(n, x)));
}

/** rubenGambinoCdf is n! ((2t - 1) / n)^n, exact for 1/2 < t = nx <= 1. */
function rubenGambinoCdf(n: number, t: number): number {
  const base = 2 * t - 1;
  if (n > 140) {
    const logFactor = 0.5 * Math.log(2 * Math.PI * n) - n + stirlingError(n);
    return Math.exp(logFactor + n * Math.log(base));
  }
  let product = 1;
  for (let i = 1; i <= n; i += 1) product *= (i / n) * base;
  return product;
}

function clip(p: number): number {
  return Math.min(1, Math.max(0, p));
}
