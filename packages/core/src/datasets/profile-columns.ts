import { createHash } from 'node:crypto';
import type { ColumnProfile } from '@slipway/contracts';
import { storableText } from '../kernel/storable-text.js';
import { QuantileSketch } from './quantile-sketch.js';
import { ValueCounts, type Countable } from './value-counts.js';

const DISTINCT_BUDGET = 400_000;
const MOST_DISTINCT = 10_000;
const FEWEST_DISTINCT = 64;
const BARS = 20;
const TOP = 10;
const LONGEST_VALUE = 200;
const CATEGORY_LIMIT = 200;
const TIMESTAMP = /^\d{4}([-/])\d{2}\1\d{2}([T ]\d{2}:\d{2}|$)/;
const QUANTILES = [0.01, ...Array.from({ length: 39 }, (_, index) => (index + 1) / 40), 0.99];

/** ColumnProfiler summarises the values of one column in one pass, in memory that does not grow with the number of values. */
export class ColumnProfiler {
  private present = 0;
  private booleans = 0;
  private timestamps = 0;
  private texts = 0;
  private nan = 0;
  private infinite = 0;
  private min = Infinity;
  private max = -Infinity;
  private mean = 0;
  private squares = 0;
  private first: string | null = null;
  private last: string | null = null;
  private shortest = Infinity;
  private longest = 0;
  private characters = 0;
  private readonly counts: ValueCounts;
  private readonly sketch = new QuantileSketch();

  /** `columns` is how many columns share the memory. */
  constructor(columns: number) {
    this.counts = new ValueCounts(
      Math.min(MOST_DISTINCT, Math.max(FEWEST_DISTINCT, Math.floor(DISTINCT_BUDGET / columns))),
    );
  }

  add(value: unknown): void {
    if (value === null || value === undefined) return;
    this.present += 1;
    if (typeof value === 'number') return this.addNumber(value);
    if (typeof value === 'boolean') this.booleans += 1;
    if (typeof value === 'string') this.addText(value);
    this.counts.add(countable(value));
  }

  /** profile sums up; a row without a value counts as missing. */
  profile(name: string, rows: number): ColumnProfile {
    const distinct = this.counts.distinct();
    const type = this.type(distinct.count);
    const numbers = this.sketch.count;
    const weighted = type === 'numeric' && numbers > 0 ? this.sketch.weighted() : [];
    const numeric = weighted.length > 0;
    return {
      name,
      type,
      missing: rows - this.present,
      nan: this.nan,
      infinite: this.infinite,
      distinct: distinct.count,
      distinctError: distinct.error,
      min: numeric ? this.min : null,
      max: numeric ? this.max : null,
      mean: numeric ? finite(this.mean) : null,
      std: numeric && numbers > 1 ? finite(Math.sqrt(this.squares / (numbers - 1))) : null,
      median: numeric ? quantile(weighted, numbers, 0.5) : null,
      quantiles: numeric ? QUANTILES.map((q) => ({ q, value: quantile(weighted, numbers, q) })) : [],
      quantileError: numeric ? this.sketch.rankError : 0,
      span: type === 'timestamp' && this.first !== null ? { first: this.first, last: this.last! } : null,
      lengths: this.texts === 0 ? null : { min: this.shortest, mean: this.characters / this.texts, max: this.longest },
      top: this.counts
        .frequent(TOP)
        .map(({ value, count }) => ({ value: storableText(String(value).slice(0, LONGEST_VALUE)), count })),
      topUndercount: this.counts.undercount,
      histogram: numeric ? histogram(weighted, this.min, this.max) : [],
    };
  }

  private addNumber(value: number): void {
    if (!Number.isFinite(value)) {
      if (Number.isNaN(value)) this.nan += 1;
      else this.infinite += 1;
      return;
    }
    this.sketch.add(value);
    this.counts.add(value);
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    // Welford 1962: sums of squares lose digits.
    const from = value - this.mean;
    this.mean += from / this.sketch.count;
    this.squares += from * (value - this.mean);
  }

  private addText(value: string): void {
    this.texts += 1;
    this.characters += value.length;
    if (value.length < this.shortest) this.shortest = value.length;
    if (value.length > this.longest) this.longest = value.length;
    if (value.length > 40 || this.timestamps < this.texts - 1 || !TIMESTAMP.test(value)) return;
    this.timestamps += 1;
    if (this.first === null || value < this.first) this.first = value;
    if (this.last === null || value > this.last) this.last = value;
  }

  private type(distinct: number): ColumnProfile['type'] {
    if (this.present === 0) return 'empty';
    if (this.sketch.count + this.nan + this.infinite === this.present) return 'numeric';
    if (this.booleans === this.present) return 'boolean';
    if (this.timestamps === this.present) return 'timestamp';
    return distinct <= Math.max(CATEGORY_LIMIT, this.present / 20) ? 'categorical' : 'text';
  }
}

/** Sums of numbers near the largest double overflow. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Long values are told apart by a digest, so that the counts stay small. */
function countable(value: unknown): Countable {
  if (typeof value === 'boolean') return value;
  const text =
    typeof value === 'string'
      ? value
      : JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part));
  if (text.length <= LONGEST_VALUE) return text;
  return `${text.slice(0, LONGEST_VALUE - 1)}…${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/** The value below which the share `q` of all values lies (the smallest with that rank). */
function quantile(weighted: readonly { value: number; weight: number }[], count: number, q: number): number {
  let rank = 0;
  for (const { value, weight } of weighted) {
    rank += weight;
    if (rank >= q * count) return value;
  }
  return weighted.at(-1)!.value;
}

/** Bars of equal width; their counts are as exact as the quantiles. */
function histogram(
  weighted: readonly { value: number; weight: number }[],
  from: number,
  to: number,
): ColumnProfile['histogram'] {
  if (from === to) return [{ from, to, count: weighted.reduce((sum, { weight }) => sum + weight, 0) }];
  const width = to / BARS - from / BARS;
  const bars = Array.from({ length: BARS }, (_, index) => ({
    from: from + index * width,
    to: index === BARS - 1 ? to : from + (index + 1) * width,
    count: 0,
  }));
  for (const { value, weight } of weighted)
    bars[width > 0 ? Math.min(BARS - 1, Math.floor((value - from) / width)) : 0]!.count += weight;
  return bars;
}
