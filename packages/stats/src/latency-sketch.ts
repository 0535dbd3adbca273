const DEFAULT_ACCURACY = 0.01;
const SMALLEST_VALUE = 1e-6;

/** SerializedLatencySketch is the sketch as plain JSON: ascending [bucket index, count] pairs, and what was too small for a bucket. */
export interface SerializedLatencySketch {
  accuracy: number;
  zeros: number;
  buckets: [index: number, count: number][];
}

/**
 * LatencySketch is a histogram with logarithmic buckets (DDSketch, Masson, Rim and Lee, VLDB 2019): any quantile is within
 * `accuracy` (default 1%) of a true value at that rank, and sketches of equal accuracy merge exactly. Values are numbers >= 0 in
 * any one unit; those below 1e-6 count as 0, others that are no finite number >= 0 are refused with a RangeError.
 */
export class LatencySketch {
  private readonly buckets = new Map<number, number>();
  private readonly logGrowth: number;
  private zeros = 0;
  private total = 0;

  constructor(readonly accuracy = DEFAULT_ACCURACY) {
    if (!(accuracy > 0 && accuracy < 1)) throw new RangeError('accuracy must lie between 0 and 1');
    this.logGrowth = Math.log((1 + accuracy) / (1 - accuracy));
  }

  /** deserialize rebuilds a sketch. */
  static deserialize({ accuracy, zeros, buckets }: SerializedLatencySketch): LatencySketch {
    const sketch = new LatencySketch(accuracy);
    sketch.zeros = zeros;
    sketch.total = zeros;
    for (const [index, count] of buckets) sketch.addToBucket(index, count);
    return sketch;
  }

  /** count is how many values were added. */
  get count(): number {
    return this.total;
  }

  /** add counts a value, `times` over (default once). */
  add(value: number, times = 1): void {
    if (!(value >= 0 && value < Infinity)) throw new RangeError(`${value} is no latency`);
    if (value >= SMALLEST_VALUE) {
      this.addToBucket(Math.ceil(Math.log(value) / this.logGrowth), times);
      return;
    }
    this.zeros += times;
    this.total += times;
  }

  /** merge adds the values of another sketch of the same accuracy. */
  merge(other: LatencySketch): void {
    if (other.accuracy !== this.accuracy) throw new RangeError('sketches of different accuracy');
    this.zeros += other.zeros;
    this.total += other.zeros;
    for (const [index, count] of other.buckets) this.addToBucket(index, count);
  }

  /** quantile is the value at rank floor(q (count - 1)), 0 <= q <= 1; NaN when empty. */
  quantile(q: number): number {
    if (this.total === 0) return NaN;
    const rank = Math.floor(q * (this.total - 1));
    let seen = this.zeros;
    if (rank < seen) return 0;
    for (const [index, count] of this.ascending()) {
      seen += count;
      if (rank < seen) return this.bucketValue(index);
    }
    return NaN;
  }

  /** values are what was added, each within `accuracy`, ascending, and how often. */
  values(): { value: number; count: number }[] {
    const counted = this.ascending().map(([index, count]) => ({ value: this.bucketValue(index), count }));
    return this.zeros === 0 ? counted : [{ value: 0, count: this.zeros }, ...counted];
  }

  /** countAbove is how many values lie above a threshold, exact up to the bucket that holds it (its values count as not above). */
  countAbove(threshold: number): number {
    if (threshold < SMALLEST_VALUE) return this.total - this.zeros;
    const limit = Math.ceil(Math.log(threshold) / this.logGrowth);
    let above = 0;
    for (const [index, count] of this.buckets) if (index > limit) above += count;
    return above;
  }

  /** serialize gives the sparse form. */
  serialize(): SerializedLatencySketch {
    return { accuracy: this.accuracy, zeros: this.zeros, buckets: this.ascending() };
  }

  private addToBucket(index: number, times: number): void {
    this.buckets.set(index, (this.buckets.get(index) ?? 0) + times);
    this.total += times;
  }

  private ascending(): [number, number][] {
    return [...this.buckets].sort(([a], [b]) => a - b);
  }

  /** bucketValue is the point with equal relative distance to both its ends. */
  private bucketValue(index: number): number {
    return Math.exp(index * this.logGrowth) * (1 - this.accuracy);
  }
}
