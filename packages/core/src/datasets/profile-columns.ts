import type { ColumnProfile } from '@slipway/contracts';
import type { Row } from './read-rows.js';

const DISTINCT_CAP = 10_000;
const SAMPLE_CAP = 50_000;
const BARS = 20;
const TOP = 10;
const CATEGORY_LIMIT = 200;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}|$)/;

/** ColumnProfiler summarises the columns of a table in one pass; memory stays bounded: distinct values and samples are capped. */
export class ColumnProfiler {
  private readonly columns = new Map<string, ColumnCounts>();
  rows = 0;

  /** add counts a batch of rows. */
  add(batch: readonly Row[]): void {
    for (const row of batch) {
      this.rows += 1;
      for (const [name, value] of Object.entries(row)) {
        let counts = this.columns.get(name);
        if (counts === undefined) this.columns.set(name, (counts = new ColumnCounts()));
        counts.add(value);
      }
    }
  }

  /** profiles are the columns in the order of their first appearance; rows without a column count as missing there. */
  profiles(): ColumnProfile[] {
    return [...this.columns].map(([name, counts]) => counts.profile(name, this.rows));
  }
}

class ColumnCounts {
  private present = 0;
  private numbers = 0;
  private booleans = 0;
  private timestamps = 0;
  private sum = 0;
  private min = Infinity;
  private max = -Infinity;
  private readonly distinct = new Map<string, number>();
  private readonly sample: number[] = [];

  add(value: unknown): void {
    if (value === null || value === undefined || Number.isNaN(value)) return;
    this.present += 1;
    if (typeof value === 'boolean') this.booleans += 1;
    if (typeof value === 'number') this.addNumber(value);
    if (typeof value === 'string' && TIMESTAMP.test(value)) this.timestamps += 1;
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    const seen = this.distinct.get(text);
    if (seen !== undefined || this.distinct.size < DISTINCT_CAP) this.distinct.set(text, (seen ?? 0) + 1);
  }

  profile(name: string, rows: number): ColumnProfile {
    const type = this.type();
    const sorted = Float64Array.from(this.sample).sort();
    const numeric = type === 'numeric' && sorted.length > 0;
    return {
      name,
      type,
      missing: rows - this.present,
      distinct: this.distinct.size,
      min: numeric ? this.min : null,
      max: numeric ? this.max : null,
      mean: numeric ? this.sum / this.numbers : null,
      median: numeric ? (sorted[sorted.length >> 1] ?? null) : null,
      top: [...this.distinct]
        .sort((a, b) => b[1] - a[1])
        .slice(0, TOP)
        .map(([value, count]) => ({ value: value.slice(0, 200), count })),
      histogram: numeric ? histogram(sorted) : [],
    };
  }

  private addNumber(value: number): void {
    if (!Number.isFinite(value)) return;
    this.numbers += 1;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    // Every k-th value once the cap is reached: a systematic sample, so that the same file always has the same profile.
    if (this.sample.length < SAMPLE_CAP) this.sample.push(value);
    else if (this.numbers % 7 === 0) this.sample[this.numbers % SAMPLE_CAP] = value;
  }

  private type(): ColumnProfile['type'] {
    if (this.present === 0) return 'empty';
    if (this.numbers === this.present) return 'numeric';
    if (this.booleans === this.present) return 'boolean';
    if (this.timestamps === this.present) return 'timestamp';
    return this.distinct.size <= Math.max(CATEGORY_LIMIT, this.present / 20) ? 'categorical' : 'text';
  }
}

function histogram(sorted: Float64Array): ColumnProfile['histogram'] {
  const from = sorted[0] ?? 0;
  const to = sorted.at(-1) ?? 0;
  if (from === to) return [{ from, to, count: sorted.length }];
  const width = (to - from) / BARS;
  const bars = Array.from({ length: BARS }, (_, i) => ({
    from: from + i * width,
    to: from + (i + 1) * width,
    count: 0,
  }));
  for (const value of sorted) bars[Math.min(BARS - 1, Math.floor((value - from) / width))]!.count += 1;
  return bars;
}
