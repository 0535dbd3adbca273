/** Figure is one measured number of a benchmark, with the unit that it is in, and what it may be where something was promised. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  atMost?: number;
  atLeast?: number;
}

/** isKept says whether a figure is what was promised. */
export function isKept({ value, atMost = Infinity, atLeast = -Infinity }: Figure): boolean {
  return value <= atMost && value >= atLeast;
}

/** Bench is one benchmark: what it measures, and how. One that takes minutes runs only when it is named, with a size of its own as `name:size`. */
export interface Bench {
  name: string;
  about: string;
  isLong?: true;
  run(size?: number): Promise<Figure[]>;
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

/** cpuMs is the processor time of this process that `work` takes, in milliseconds: on a machine that other work shares, the time that counts. */
export function cpuMs(work: () => unknown): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}
