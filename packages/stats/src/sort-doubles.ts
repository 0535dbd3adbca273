const RADIX_FROM = 100_000;
const DIGITS = 4;
const RADIX = 65_536;
const EXPONENT = 0x7ff00000;
const SIGN = 0x80000000;

/**
 * sortedDoubles is a copy in ascending order, NaN last and -0 before 0. Large samples are sorted by radix, 16 bits at a time, on keys that
 * are ordered as the numbers are (Herf 2001): a third of the time that comparing takes.
 */
export function sortedDoubles(values: ArrayLike<number>): Float64Array {
  const copy = Float64Array.from(values);
  return copy.length < RADIX_FROM ? copy.sort() : radixSorted(copy);
}

function radixSorted(values: Float64Array<ArrayBuffer>): Float64Array {
  const n = values.length;
  let from = new Uint32Array(values.buffer);
  let to = new Uint32Array(2 * n);
  const starts = digitCounts(from, n);
  for (let digit = 0; digit < DIGITS; digit += 1) {
    const base = digit * RADIX;
    if (!toStarts(starts, base, n)) continue;
    const word = digit >> 1;
    const shift = 16 * (digit & 1);
    for (let i = 0; i < n; i += 1) {
      const bucket = base + ((from[2 * i + word]! >>> shift) & (RADIX - 1));
      const at = starts[bucket]!;
      starts[bucket] = at + 1;
      to[2 * at] = from[2 * i]!;
      to[2 * at + 1] = from[2 * i + 1]!;
    }
    [from, to] = [to, from];
  }
  toNumbers(from, n);
  return new Float64Array(from.buffer);
}

/** digitCounts turns numbers into keys in place, and counts the four digits of all of them. */
function digitCounts(words: Uint32Array, n: number): Uint32Array {
  const counts = new Uint32Array(DIGITS * RADIX);
  for (let i = 0; i < n; i += 1) {
    const upper = words[2 * i + 1]!;
    const lower = words[2 * i]!;
    const magnitude = upper & ~SIGN;
    const isNaN = magnitude > EXPONENT || (magnitude === EXPONENT && lower !== 0);
    const flip = isNaN ? 0 : upper >> 31;
    const low = (isNaN ? -1 : lower ^ flip) >>> 0;
    const high = (isNaN ? -1 : upper ^ (flip | SIGN)) >>> 0;
    words[2 * i] = low;
    words[2 * i + 1] = high;
    counts[low & (RADIX - 1)]! += 1;
    counts[RADIX + (low >>> 16)]! += 1;
    counts[2 * RADIX + (high & (RADIX - 1))]! += 1;
    counts[3 * RADIX + (high >>> 16)]! += 1;
  }
  return counts;
}

/** toStarts makes of the counts of one digit where each bucket starts; false when all keys share the digit, so that nothing moves. */
function toStarts(counts: Uint32Array, base: number, n: number): boolean {
  let start = 0;
  for (let bucket = base; bucket < base + RADIX; bucket += 1) {
    const count = counts[bucket]!;
    if (count === n) return false;
    counts[bucket] = start;
    start += count;
  }
  return true;
}

function toNumbers(words: Uint32Array, n: number): void {
  for (let i = 0; i < n; i += 1) {
    const high = words[2 * i + 1]!;
    const flip = ~(high >> 31);
    words[2 * i]! ^= flip;
    words[2 * i + 1] = high ^ (flip | SIGN);
  }
}
