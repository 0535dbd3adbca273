const bits = new DataView(new ArrayBuffer(8));

/** nextBelow is the largest double below a finite x. */
export function nextBelow(x: number): number {
  if (x === 0) return -Number.MIN_VALUE;
  bits.setFloat64(0, x);
  bits.setBigUint64(0, bits.getBigUint64(0) + (x > 0 ? -1n : 1n));
  return bits.getFloat64(0);
}

/** shortestBetween is a number e with lower <= e < upper in as few digits as its middle allows, to keep stored grids small. */
export function shortestBetween(lower: number, upper: number): number {
  const middle = lower + (upper - lower) / 2;
  for (let digits = 1; digits <= 17; digits += 1) {
    const rounded = Number(middle.toPrecision(digits));
    if (rounded >= lower && rounded < upper) return rounded;
  }
  return lower;
}
