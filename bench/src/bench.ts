/** Figure is one measured number of a benchmark, with the unit that it is in. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
}

/** Bench is one benchmark: what it measures, and how. */
export interface Bench {
  name: string;
  about: string;
  run(): Promise<Figure[]>;
}

/** median of some numbers; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** timeMs is how long `work` takes, in milliseconds. */
export async function timeMs(work: () => unknown): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
