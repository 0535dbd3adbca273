/** BinnedColumn is a column cut at quantiles: bin b holds the values x with cuts[b - 1] <= x < cuts[b]. */
export interface BinnedColumn {
  readonly cuts: Float32Array;
  readonly bins: Uint8Array;
}

/** binColumn cuts a column at up to `count` - 1 distinct quantiles of its own values; `count` is at most 256. */
export function binColumn(column: Float32Array, count: number): BinnedColumn {
  const cuts = quantileCuts(column, count);
  return { cuts, bins: Uint8Array.from(column, (value) => binOf(cuts, value)) };
}

function quantileCuts(column: Float32Array, count: number): Float32Array {
  const sorted = column.slice().sort();
  const cuts: number[] = [];
  for (let bin = 1; bin < count; bin += 1) {
    const cut = sorted[Math.floor((bin * sorted.length) / count)] ?? 0;
    // A cut at the smallest value would leave the bin below it empty.
    if (cut > (cuts.at(-1) ?? sorted[0] ?? 0)) cuts.push(cut);
  }
  return Float32Array.from(cuts);
}

function binOf(cuts: Float32Array, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cuts[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
