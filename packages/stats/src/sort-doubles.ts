const RADIX_FROM = 5_000;
const DIGIT_BITS = 11;
const DIGITS = 3;
const RADIX = 2 ** DIGIT_BITS;
const SIGN = 0x80000000;
const INSERT_UP_TO = 16;

/**
 * sortedDoubles is a copy in ascending order, NaN last and -0 before 0. Large samples are sorted by radix on the upper half of their bits,
 * 11 at a time, on keys that are ordered as the numbers are (Herf 2001); the few that share an upper half are then compared.
 */
export function sortedDoubles(values: ArrayLike<number>): Float64Array {
  return values.length < RADIX_FROM ? Float64Array.from(values).sort() : radixSorted(values);
}

function radixSorted(values: ArrayLike<number>): Float64Array {
  const numbers = withoutNan(values);
  const sorted = new Float64Array(values.length).fill(NaN, numbers.length);
  const dealt = sorted.subarray(0, numbers.length);
  const starts = digitStarts(numbers);
  deal(numbers, dealt, starts, 0);
  deal(dealt, numbers, starts, 1);
  deal(numbers, dealt, starts, 2);
  sortTies(dealt);
  return sorted;
}

function withoutNan(values: ArrayLike<number>): Float64Array {
  const numbers = Float64Array.from(values);
  let kept = 0;
  for (let i = 0; i < numbers.length; i += 1) {
    const value = numbers[i]!;
    if (!Number.isNaN(value)) numbers[kept++] = value;
  }
  return numbers.subarray(0, kept);
}

/** wordsOf are the bits of numbers, 32 at a time: the upper half of the i-th is at 2i + 1. */
const wordsOf = (numbers: Float64Array) => new Uint32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);

/** bucketOf is where the key of an upper half belongs by one digit. Keys turn all bits of negative numbers, of others the sign only. */
const bucketOf = (upper: number, digit: number): number =>
  digit * RADIX + (((upper ^ ((upper >> 31) | SIGN)) >>> (digit * DIGIT_BITS)) & (RADIX - 1));

/** digitStarts says where each bucket starts, for one digit after the other. */
function digitStarts(numbers: Float64Array): Uint32Array {
  const words = wordsOf(numbers);
  const counts = new Uint32Array(DIGITS * RADIX);
  for (let i = 1; i < words.length; i += 2)
    for (let digit = 0; digit < DIGITS; digit += 1) counts[bucketOf(words[i]!, digit)]! += 1;
  let start = 0;
  for (let bucket = 0; bucket < counts.length; bucket += 1) {
    if (bucket % RADIX === 0) start = 0;
    const count = counts[bucket]!;
    counts[bucket] = start;
    start += count;
  }
  return counts;
}

/** deal puts numbers into the buckets of one digit, in the order in which they come. */
function deal(from: Float64Array, to: Float64Array, starts: Uint32Array, digit: number): void {
  const words = wordsOf(from);
  for (let i = 0; i < from.length; i += 1) {
    const bucket = bucketOf(words[2 * i + 1]!, digit);
    const at = starts[bucket]!;
    starts[bucket] = at + 1;
    to[at] = from[i]!;
  }
}

/** sortTies puts numbers into order within each run that shares its upper half. */
function sortTies(numbers: Float64Array): void {
  const words = wordsOf(numbers);
  const n = numbers.length;
  for (let start = 0, end = 1; start < n; start = end, end += 1) {
    const upper = words[2 * start + 1]!;
    while (end < n && words[2 * end + 1] === upper) end += 1;
    if (end - start > INSERT_UP_TO) numbers.subarray(start, end).sort();
    else if (end - start > 1) insertionSort(numbers, start, end);
  }
}

function insertionSort(numbers: Float64Array, start: number, end: number): void {
  for (let i = start + 1; i < end; i += 1) {
    const value = numbers[i]!;
    let at = i;
    for (; at > start && numbers[at - 1]! > value; at -= 1) numbers[at] = numbers[at - 1]!;
    numbers[at] = value;
  }
}
