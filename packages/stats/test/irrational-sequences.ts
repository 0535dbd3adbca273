const fraction = (x: number): number => x - Math.floor(x);

/** goldenSequence is frac(i 0.618...) for i = 1..n: evenly spread over 0..1 and the same in every language, so scipy can make it too. */
export function goldenSequence(n: number): number[] {
  return Array.from({ length: n }, (_, i) => fraction((i + 1) * 0.6180339887498949));
}

/** plasticSequence is frac(j 0.754...) for j = 1..m, a second such sequence. */
export function plasticSequence(m: number): number[] {
  return Array.from({ length: m }, (_, j) => fraction((j + 1) * 0.7548776662466927));
}
