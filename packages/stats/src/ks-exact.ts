/** twoSidedEqualSizesP is P(D >= h/n) for two samples of n without ties (Gnedenko-Korolyuk, as a nested product). */
export function twoSidedEqualSizesP(n: number, h: number): number {
  let p = 0;
  for (let k = Math.floor(n / h); k >= 0; k -= 1) {
    let ratio = 1;
    for (let j = 0; j < h; j += 1) ratio = ((n - k * h - j) * ratio) / (n + k * h + j + 1);
    p = ratio * (1 - p);
  }
  return 2 * p;
}

/** oneSidedEqualSizesP is P(D+ >= h/n) for two samples of n without ties. */
export function oneSidedEqualSizesP(n: number, h: number): number {
  let p = 1;
  for (let j = 0; j < h; j += 1) p *= (n - j) / (n + j + 1);
  return p;
}

/**
 * latticePathP is P(D >= h/lcm) for samples of sizes m and n with greatest common divisor g: the share of lattice paths
 * (0,0) -> (m,n) that leave |x n/g - y m/g| < h, or only its lower side when one-sided. Hodges' inside method (1958) run on
 * the complement (Viehmann 2021, arXiv 2102.08037), so small p keep their digits. O(mn) at worst, one column of memory.
 */
export function latticePathP(size1: number, size2: number, g: number, h: number, sided: 'two' | 'one'): number {
  const m = Math.max(size1, size2);
  const n = Math.min(size1, size2);
  const mg = m / g;
  const ng = n / g;
  const top = (i: number): number => (sided === 'one' ? n + 1 : Math.min(Math.ceil((ng * i + h) / mg), n + 1));

  let from = 0;
  let length = top(0);
  const left = new Float64Array(n + 2).fill(1);
  left.fill(0, 0, length);
  for (let i = 1; i <= m; i += 1) {
    const lastFrom = from;
    const lastLength = length;
    from = Math.min(Math.max(Math.floor((ng * i - h) / mg) + 1, 0), n);
    length = top(i) - from;
    if (length <= 0) return 1;
    const slide = from - lastFrom;
    let value = from === 0 ? 0 : 1;
    for (let k = 0; k < length; k += 1) {
      const j = k + from;
      value = (left[k + slide]! * i + value * j) / (i + j);
      left[k] = value;
    }
    if (lastLength > length) left.fill(1, length, lastLength);
  }
  return left[length - 1]!;
}
