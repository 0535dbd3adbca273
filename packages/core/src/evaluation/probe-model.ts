import type { RobustnessCheck, RunSpeed, VersionSchema } from '@slipway/contracts';
import { InferenceError } from '@slipway/inference';
import { SlipwayError } from '../kernel/errors.js';
import type { RunningScorer } from '../monitoring/index.js';
import { collectorFor } from './measure.js';
import type { ArmResult, Asked } from './measured.js';

type Row = Record<string, unknown>;

const MOST_SAMPLED = 1000;
const RUN_SIZES = [1, 8, 64, 512];
const MOST_RUNS = 50;
const RUNS_MS = 100;
const NOISE_LEVELS = [0.05, 0.1, 0.25, 0.5];
const MISSING_SHARES = [0.05, 0.1, 0.25];

/** RowSample keeps up to 1,000 of the rows that it is shown, each with the same chance (Vitter's algorithm R, 1985). */
export class RowSample {
  readonly rows: Row[] = [];
  private shown = 0;

  constructor(private readonly random: () => number) {}

  show(rows: readonly Row[]): void {
    for (const row of rows) {
      this.shown += 1;
      if (this.rows.length < MOST_SAMPLED) this.rows.push(row);
      else {
        const place = Math.floor(this.random() * this.shown);
        if (place < MOST_SAMPLED) this.rows[place] = row;
      }
    }
  }
}

/** measureSpeed times runs of 1, 8, 64 and 512 rows: up to 50 runs or 100 ms each, after one that nobody counts. Rows are taken over and over. */
export async function measureSpeed(scorer: RunningScorer, rows: readonly Row[]): Promise<RunSpeed[]> {
  if (rows.length === 0) return [];
  const found: RunSpeed[] = [];
  for (const size of RUN_SIZES) {
    const batch = Array.from({ length: size }, (_, i) => rows[i % rows.length]!);
    await scorer.predict(batch);
    const times: number[] = [];
    const until = performance.now() + RUNS_MS;
    while (times.length < MOST_RUNS && (times.length === 0 || performance.now() < until)) {
      const from = performance.now();
      await scorer.predict(batch);
      times.push(performance.now() - from);
    }
    found.push(speedOf(size, times));
  }
  return found;
}

function speedOf(rows: number, times: number[]): RunSpeed {
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  const total = times.reduce((sum, ms) => sum + ms, 0);
  return {
    rows,
    runs: times.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    rowsPerSecond: (1000 * rows * times.length) / total,
  };
}

/**
 * measureRobustness measures a sample of rows again with normal noise added to each number (.05 to .5 of its own standard deviation) and with
 * values missing (.05 to .25 of them), by the first metric of the kind. A model that refuses such rows is told so instead.
 */
export async function measureRobustness(
  schema: VersionSchema,
  asked: Asked,
  scorer: RunningScorer,
  rows: readonly Row[],
  random: () => number,
): Promise<RobustnessCheck[]> {
  const measured = async (disturbed: Row[]): Promise<ArmResult['metrics']> => {
    const collector = collectorFor(schema, { ...asked, slices: [] }, 1, disturbed[0]);
    collector.add(disturbed, [await scorer.predict(disturbed)]);
    return collector.finish().own.metrics;
  };
  const [first] = (await measured([...rows]))();
  if (first === undefined) return [];
  const check = async (disturbance: RobustnessCheck['disturbance'], level: number, disturbed: Row[]) => {
    const base = { disturbance, level, rows: rows.length, metric: first.name, before: first.value };
    try {
      const after = (await measured(disturbed))().find(({ name }) => name === first.name);
      return {
        ...base,
        after: after?.value ?? null,
        low: after?.low ?? null,
        high: after?.high ?? null,
        refused: null,
      };
    } catch (error) {
      if (!(error instanceof InferenceError || error instanceof SlipwayError)) throw error;
      return { ...base, after: null, low: null, high: null, refused: error.message };
    }
  };
  const found: RobustnessCheck[] = [];
  for (const level of NOISE_LEVELS) found.push(await check('noise', level, withNoise(schema, rows, level, random)));
  for (const level of MISSING_SHARES)
    found.push(await check('missing', level, withMissing(schema, rows, level, random)));
  return found;
}

function withNoise({ features }: VersionSchema, rows: readonly Row[], level: number, random: () => number): Row[] {
  const numeric = features
    .filter(({ type }) => type === 'numeric')
    .map(({ name }) => ({ name, spread: spreadOf(rows, name) }));
  return rows.map((row) => {
    const noisy = { ...row };
    for (const { name, spread } of numeric) {
      const value = row[name];
      if (typeof value === 'number') noisy[name] = value + level * spread * normal(random);
    }
    return noisy;
  });
}

function withMissing({ features }: VersionSchema, rows: readonly Row[], share: number, random: () => number): Row[] {
  return rows.map((row) => {
    const gaps = features.filter(() => random() < share).map(({ name }) => [name, null]);
    return { ...row, ...Object.fromEntries(gaps) };
  });
}

function spreadOf(rows: readonly Row[], name: string): number {
  const values = rows.map((row) => row[name]).filter((value) => typeof value === 'number');
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length));
}

/** Box and Muller's normal number (1958). */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
