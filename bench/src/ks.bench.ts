import { buildNumericCells, cellLocator, ksTwoSample } from '@slipway/stats';
import { median, timeMs, type Bench } from './bench.js';

const ROWS = 10_000;
const FEATURES = 50;
const ROUNDS = 5;

/** ksBench times the exact two-sample test over 50 features of 10,000 rows a side, against sorting the same rows: the least any such test must do. */
export const ksBench: Bench = {
  name: 'ks',
  about: `exact two-sample KS, ${FEATURES} features, ${ROWS} rows against ${ROWS}`,
  run: async () => {
    const reference = sequence(0.6180339887498949, 1, 0);
    const current = sequence(0.7548776662466927, 0.99, 0.004);
    const tests: number[] = [];
    const sorts: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      tests.push(await timeMs(() => repeat(FEATURES, () => ksTwoSample(reference, current, { method: 'exact' }))));
      sorts.push(
        await timeMs(() =>
          repeat(FEATURES, () => [Float64Array.from(reference).sort(), Float64Array.from(current).sort()]),
        ),
      );
    }
    const profile = buildNumericCells(reference, { maxCells: 1000 });
    const locate = cellLocator(profile);
    const lookups = 1_000_000;
    const cells = await timeMs(() => repeat(lookups, (i) => locate(current[i % ROWS] ?? 0)));
    return [
      { name: 'all features', value: median(tests), unit: 'ms' },
      { name: 'ratio to sorting both samples', value: median(tests) / median(sorts), unit: 'x' },
      { name: 'one value into its cell', value: (cells / lookups) * 1e6, unit: 'ns' },
    ];
  },
};

function sequence(step: number, scale: number, offset: number): number[] {
  return Array.from({ length: ROWS }, (_, i) => scale * (((i + 1) * step) % 1) + offset);
}

function repeat(times: number, work: (i: number) => unknown): void {
  for (let i = 0; i < times; i += 1) work(i);
}
