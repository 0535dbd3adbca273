import { HyperLogLog } from './hyper-log-log.js';

/** Countable is a value as it is counted. */
export type Countable = string | number | boolean;

/**
 * ValueCounts counts the different values of a column and how often each occurs: exactly up to `cap` different ones. Beyond, it keeps
 * the frequent ones (Misra and Gries 1982, pruned half at a time), each counted at most `undercount` too low, and estimates their number.
 */
export class ValueCounts {
  /** undercount is by how much a count may be too low; 0 while all are exact. */
  undercount = 0;
  private readonly counts = new Map<Countable, number>();
  private estimate: HyperLogLog | null = null;

  constructor(private readonly cap: number) {}

  add(value: Countable): void {
    const seen = this.counts.get(value);
    if (seen !== undefined) {
      this.counts.set(value, seen + 1);
      return;
    }
    this.estimate?.add(value);
    if (this.counts.size >= this.cap) this.prune();
    this.counts.set(typeof value === 'string' ? ownCopy(value) : value, 1);
  }

  /** distinct is the number of different values, and the relative standard error of that number: 0 when it is exact. */
  distinct(): { count: number; error: number } {
    return this.estimate === null
      ? { count: this.counts.size, error: 0 }
      : { count: Math.round(this.estimate.estimate()), error: HyperLogLog.standardError };
  }

  /** frequent are the most frequent values, most frequent first; none that may be as rare as values that were dropped. */
  frequent(limit: number): { value: Countable; count: number }[] {
    return [...this.counts]
      .filter(([, count]) => count > this.undercount)
      .sort((a, b) => b[1] - a[1])
      .slice(0, limit)
      .map(([value, count]) => ({ value, count }));
  }

  private prune(): void {
    if (this.estimate === null) {
      this.estimate = new HyperLogLog();
      for (const value of this.counts.keys()) this.estimate.add(value);
    }
    const sorted = Uint32Array.from(this.counts.values()).sort();
    const drop = sorted[sorted.length >> 1]!;
    this.undercount += drop;
    for (const [value, count] of this.counts) {
      if (count <= drop) this.counts.delete(value);
      else this.counts.set(value, count - drop);
    }
  }
}

/** A slice of a text keeps the whole text in memory: what is kept has to be a copy. */
const ownCopy = (text: string): string => (text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le'));
