const BUCKETS_PER_BOUNDARY = 2;

/**
 * indexedSearch prepares the look-up of the first of some ascending boundaries that is not below a finite value (their number when there is
 * none). Equal buckets over the range of the boundaries say between which of them to search, so that a look-up takes one or two steps where
 * boundaries lie evenly and a binary search where they do not.
 */
export function indexedSearch(boundaries: Float64Array): (value: number) => number {
  const buckets = Math.max(1, BUCKETS_PER_BOUNDARY * boundaries.length);
  const lowest = boundaries[0] ?? 0;
  const scale = buckets / ((boundaries.at(-1) ?? 0) - lowest || 1);
  const last = buckets - 1;
  // Never decreasing in the value, however it rounds: what lies in an earlier bucket than another is below it.
  const bucketOf = (value: number): number => Math.max(0, Math.min(last, (value - lowest) * scale)) | 0;
  const starts = new Uint32Array(buckets + 1);
  for (const boundary of boundaries) starts[bucketOf(boundary) + 1]! += 1;
  for (let bucket = 1; bucket <= buckets; bucket += 1) starts[bucket]! += starts[bucket - 1]!;
  return (value) => {
    const bucket = bucketOf(value);
    let low = starts[bucket]!;
    let high = starts[bucket + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (boundaries[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
