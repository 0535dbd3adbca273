/**
 * studentTSf is P(T > t) for Student's t with a whole number of degrees of freedom, 1 or more: the finite sums of Abramowitz & Stegun 26.7.3 and
 * 26.7.4, right to about 1e-15.
 */
export function studentTSf(t: number, df: number): number {
  const angle = Math.atan(Math.abs(t) / Math.sqrt(df));
  const within = df % 2 === 1 ? oddWithin(angle, df) : evenWithin(angle, df);
  const beyond = Math.max(0, 1 - within) / 2;
  return t >= 0 ? beyond : 1 - beyond;
}

/** studentTQuantile is t with P(T <= t) = p for 0 < p < 1, by bisection; `df` as in studentTSf. */
export function studentTQuantile(p: number, df: number): number {
  if (p < 0.5) return -studentTQuantile(1 - p, df);
  let [low, high] = [0, 1];
  while (studentTSf(high, df) > 1 - p && high < Number.MAX_VALUE / 2) high *= 2;
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (studentTSf(middle, df) > 1 - p) low = middle;
    else high = middle;
  }
  return high;
}

/** P(|T| < t) for odd degrees of freedom. */
function oddWithin(angle: number, df: number): number {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  let [sum, term] = [0, cos];
  for (let k = 1; k <= df - 2; k += 2) {
    sum += term;
    term *= ((k + 1) / (k + 2)) * cos * cos;
  }
  return (2 / Math.PI) * (angle + sin * sum);
}

/** P(|T| < t) for even degrees of freedom. */
function evenWithin(angle: number, df: number): number {
  const cos = Math.cos(angle);
  let [sum, term] = [0, 1];
  for (let k = 0; k <= df - 2; k += 2) {
    sum += term;
    term *= ((k + 1) / (k + 2)) * cos * cos;
  }
  return Math.sin(angle) * sum;
}
