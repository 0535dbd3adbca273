import type { RobustnessCheck, RunSpeed, VersionSchema } from '@slipway/contracts';
import { InferenceError } from '@slipway/inference';
import { SlipwayError } from '../kernel/errors.js';
import type { ColumnBatch } from '../datasets/index.js';
import type { RunningScorer } from '../monitoring/index.js';
import { collectorFor } from './measure.js';
import type { ArmResult, Asked } from './measured.js';

const RUN_SIZES = [1, 8, 64, 512];
const MOST_RUNS = 50;
const RUNS_MS = 100;
const NOISE_LEVELS = [0.05, 0.1, 0.25, 0.5];
const MISSING_SHARES = [0.05, 0.1, 0.25];
const WHOLE = /^U?INT\d+$/;

/** measureSpeed times runs of 1, 8, 64 and 512 rows: up to 50 runs or 100 ms each, after one that nobody counts. Rows are taken over and over. */
export async function measureSpeed(scorer: RunningScorer, sample: ColumnBatch): Promise<RunSpeed[]> {
  if (sample.rows === 0) return [];
  const found: RunSpeed[] = [];
  for (const size of RUN_SIZES) {
    const batch = eachColumn(sample, size, (values) => Array.from({ length: size }, (_, i) => values[i % sample.rows]));
    await scorer.predictColumns(batch);
    const times: number[] = [];
    const until = performance.now() + RUNS_MS;
    while (times.length < MOST_RUNS && (times.length === 0 || performance.now() < until)) {
      const from = performance.now();
      await scorer.predictColumns(batch);
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
 * measureRobustness measures a sample of rows (of a ranking: of whole queries) again with normal noise added to each number (.05 to .5 of its own standard deviation,
 * rounded where the model takes whole numbers) and with values missing (.05 to .25 of them, of the features that may be missing, if any may), by the first
 * metric of the kind. A model that refuses such rows is told so instead.
 */
export async function measureRobustness(
  schema: VersionSchema,
  asked: Asked,
  scorer: RunningScorer,
  sample: ColumnBatch,
  random: () => number,
): Promise<RobustnessCheck[]> {
  const measured = async (disturbed: ColumnBatch): Promise<ArmResult['metrics']> => {
    const collector = collectorFor(schema, { ...asked, slices: [] }, 1, sample);
    // What is measured against stays as it was, also where a feature is it.
    collector.add({ ...sample, predictions: [await scorer.predictColumns(disturbed)] });
    return collector.finish().own.metrics;
  };
  const [first] = (await measured(sample))();
  if (first === undefined) return [];
  const check = async (disturbance: RobustnessCheck['disturbance'], level: number, disturbed: ColumnBatch) => {
    const base = { disturbance, level, rows: sample.rows, metric: first.name, before: first.value };
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
  for (const level of NOISE_LEVELS) found.push(await check('noise', level, withNoise(schema, sample, level, random)));
  for (const level of MISSING_SHARES)
    found.push(await check('missing', level, withMissing(schema, sample, level, random)));
  return found;
}

function withNoise(
  { features, inputs }: VersionSchema,
  sample: ColumnBatch,
  level: number,
  random: () => number,
): ColumnBatch {
  const numeric = new Set(features.filter(({ type }) => type === 'numeric').map(({ name }) => name));
  const wholeInputs = new Set(inputs.filter(({ datatype }) => WHOLE.test(datatype)).map(({ name }) => name));
  const whole = new Set(features.filter(({ input }) => wholeInputs.has(input)).map(({ name }) => name));
  return eachColumn(sample, sample.rows, (values, name) => {
    if (!numeric.has(name)) return values;
    const spread = spreadOf(values);
    const noisy = (value: number): number => value + level * spread * normal(random);
    const moved = whole.has(name) ? (value: number) => Math.round(noisy(value)) : noisy;
    return values.map((value) => (typeof value === 'number' ? moved(value) : value));
  });
}

function withMissing(
  { features }: VersionSchema,
  sample: ColumnBatch,
  share: number,
  random: () => number,
): ColumnBatch {
  const optional = features.filter((feature) => feature.optional);
  const names = new Set((optional.length > 0 ? optional : features).map(({ name }) => name));
  return eachColumn(sample, sample.rows, (values, name) =>
    names.has(name) ? values.map((value) => (random() < share ? null : value)) : values,
  );
}

function eachColumn(
  { columns }: ColumnBatch,
  rows: number,
  change: (values: readonly unknown[], name: string) => readonly unknown[],
): ColumnBatch {
  return { rows, columns: new Map([...columns].map(([name, values]) => [name, change(values, name)])) };
}

function spreadOf(column: readonly unknown[]): number {
  const values = column.filter((value) => typeof value === 'number');
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length));
}

/** Box and Muller's normal number (1958). */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
