import { Histogram, type Registry } from 'prom-client';

/** Timings counts durations of one series: plain numbers, so that a request costs a few additions and no look-up of labels. */
export class Timings {
  count = 0;
  sum = 0;
  /** Durations up to each bound, and behind it that of none; not cumulated. */
  readonly counts: Float64Array;

  constructor(private readonly bounds: readonly number[]) {
    this.counts = new Float64Array(bounds.length + 1);
  }

  /** add counts a duration. */
  add(seconds: number): void {
    const { bounds } = this;
    let bucket = 0;
    while (bucket < bounds.length && seconds > bounds[bucket]!) bucket += 1;
    this.counts[bucket]! += 1;
    this.count += 1;
    this.sum += seconds;
  }
}

interface Series {
  labels: Record<string, string>;
  timings: Timings;
}

/** TimingHistogram is a Prometheus histogram whose series are put together when it is read. */
export class TimingHistogram extends Histogram {
  private readonly series = new Map<string, Series>();

  constructor(
    private readonly own: { name: string; help: string; labelNames: readonly string[]; bounds: readonly number[] },
    registry: Registry,
  ) {
    super({ name: own.name, help: own.help, labelNames: own.labelNames, registers: [registry] });
  }

  /** of is the series of these labels, in the order of their names; it may be held on to. */
  of(...values: string[]): Timings {
    const key = values.join('\0');
    let series = this.series.get(key);
    if (series === undefined) {
      const labels = Object.fromEntries(this.own.labelNames.map((name, at) => [name, values[at] ?? '']));
      this.series.set(key, (series = { labels, timings: new Timings(this.own.bounds) }));
    }
    return series.timings;
  }

  /** getForPromString is what the registry reads before it writes text, and what `get` reads; prom-client's types leave it out. */
  async getForPromString() {
    const { name, help, bounds } = this.own;
    const values = [...this.series.values()].flatMap(({ labels, timings }) => {
      let upTo = 0;
      const buckets = [...bounds, '+Inf'].map((le, at) => {
        upTo += timings.counts[at] ?? 0;
        return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: upTo };
      });
      return [
        ...buckets,
        { metricName: `${name}_sum`, labels, value: timings.sum },
        { metricName: `${name}_count`, labels, value: timings.count },
      ];
    });
    return { name, help, type: 'histogram', values, aggregator: 'sum' };
  }
}
