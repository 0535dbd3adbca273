import { seededRandom } from '@slipway/stats';

const SMALLEST = 8;
const SHRINK = 2 / 3;

/**
 * QuantileSketch keeps quantiles of any number of values in about 3 k numbers (KLL: Karnin, Lang, Liberty, "Optimal Quantile
 * Approximation in Streams", 2016). Up to k values it is exact; sketches of parts of a table can be merged. The same values in the
 * same order always give the same sketch.
 */
export class QuantileSketch {
  count = 0;
  private levels: number[][] = [[]];
  private stored = 0;
  private room: number;
  private readonly random = seededRandom(1);

  constructor(private readonly k = 800) {
    this.room = this.capacity(0);
  }

  /** rankError is the share of all values by which a quantile may be off, at 99 % confidence; 0 while nothing was dropped. */
  get rankError(): number {
    // The fit of Apache DataSketches for a single rank of KLL.
    return this.levels.length === 1 ? 0 : 2.296 / this.k ** 0.9021;
  }

  /** add takes one finite value. */
  add(value: number): void {
    this.levels[0]!.push(value);
    this.count += 1;
    this.stored += 1;
    if (this.stored > this.room) this.compact();
  }

  /** merge takes all values of another sketch. */
  merge(other: QuantileSketch): void {
    other.levels.forEach((values, level) => {
      while (this.levels.length <= level) this.grow();
      this.levels[level] = [...this.levels[level]!, ...values];
      this.stored += values.length;
    });
    this.count += other.count;
    while (this.stored > this.room) this.compact();
  }

  /** weighted are the kept values in ascending order, each with the number of values that it stands for. */
  weighted(): { value: number; weight: number }[] {
    return this.levels
      .flatMap((values, level) => values.map((value) => ({ value, weight: 2 ** level })))
      .sort((a, b) => a.value - b.value);
  }

  /** A level keeps fewer values the further it lies below the top one. */
  private capacity(level: number): number {
    return Math.max(SMALLEST, Math.ceil(this.k * SHRINK ** (this.levels.length - 1 - level)));
  }

  private grow(): void {
    this.levels.push([]);
    this.room = this.levels.reduce((sum, _, level) => sum + this.capacity(level), 0);
  }

  /** Sorts the lowest full level and promotes every second value, from a coin toss on; a value left over stays. */
  private compact(): void {
    const level = this.levels.findIndex((values, index) => values.length >= this.capacity(index));
    const sorted = this.levels[level]!.sort((a, b) => a - b);
    if (level === this.levels.length - 1) this.grow();
    const left = sorted.length % 2 === 1 ? [sorted.pop()!] : [];
    const above = this.levels[level + 1]!;
    for (let index = this.random() < 0.5 ? 0 : 1; index < sorted.length; index += 2) above.push(sorted[index]!);
    this.stored -= sorted.length / 2;
    this.levels[level] = left;
  }
}
