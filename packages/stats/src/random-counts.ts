const EXACT_MEAN = 30;

/**
 * randomPoisson draws a Poisson count of a mean >= 0: exactly, by multiplied uniforms, up to a mean of 30, and above it by the rounded normal
 * distribution of the same mean and variance.
 */
export function randomPoisson(random: () => number, mean: number): number {
  if (mean > EXACT_MEAN) return Math.max(0, Math.round(mean + Math.sqrt(mean) * randomNormal(random)));
  let count = 0;
  for (let product = random(), end = Math.exp(-mean); product > end; product *= random()) count += 1;
  return count;
}

/**
 * randomBinomial draws how many of n trials succeed with probability p: exactly, by the gaps between successes, while fewer than 30 successes or
 * failures are expected, and otherwise by the rounded normal distribution of the same mean and variance, cut at 0 and n.
 */
export function randomBinomial(random: () => number, n: number, p: number): number {
  if (p > 0.5) return n - randomBinomial(random, n, 1 - p);
  const mean = n * p;
  if (mean > EXACT_MEAN)
    return Math.min(n, Math.max(0, Math.round(mean + Math.sqrt(mean * (1 - p)) * randomNormal(random))));
  if (p <= 0) return 0;
  const logMiss = Math.log1p(-p);
  const gap = (): number => Math.floor(Math.log(1 - random()) / logMiss);
  let count = 0;
  for (let at = gap(); at < n; at += 1 + gap()) count += 1;
  return count;
}

/** randomIndex draws indices with probabilities proportional to `weights` (>= 0, not all 0), each in the same short time (Walker's alias method, Vose 1991). */
export function randomIndex(weights: readonly number[]): (random: () => number) => number {
  const n = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scaled = weights.map((weight) => (weight * n) / total);
  const keep = new Float64Array(n).fill(1);
  const alias = Int32Array.from(weights, (_, i) => i);
  const small = scaled.flatMap((weight, i) => (weight < 1 ? [i] : []));
  const large = scaled.flatMap((weight, i) => (weight < 1 ? [] : [i]));
  while (small.length > 0 && large.length > 0) {
    const less = small.pop()!;
    const more = large.at(-1)!;
    keep[less] = scaled[less]!;
    alias[less] = more;
    scaled[more]! -= 1 - scaled[less]!;
    if (scaled[more]! < 1) small.push(large.pop()!);
  }
  return (random) => {
    const at = random() * n;
    const i = Math.floor(at);
    return at - i < keep[i]! ? i : alias[i]!;
  };
}

/** randomNormal is a standard normal number (Box and Muller 1958). */
export function randomNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
