import type { VersionSchema } from '@slipway/contracts';
import { InferenceError } from '@slipway/inference';
import { seededRandom } from '@slipway/stats';
import { expect, it } from 'vitest';
import type { ColumnBatch } from '../datasets/index.js';
import type { RunningScorer } from '../monitoring/index.js';
import { measureRobustness } from './probe-model.js';

const asked = { target: 'late', positive: null, slices: [], query: null, separator: null };
const rows = 200;
const of = <T>(make: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => make(row));
const sample: ColumnBatch = {
  rows,
  columns: new Map([
    ['class', of((row) => 1 + (row % 3))],
    ['age', of((row) => (row * 7) % 80)],
    ['late', of((row) => Number(row % 3 === 0))],
  ]),
};

/** A model of a whole number, which it needs, and of an age that may be missing. */
const schemaOf = (optional: boolean): VersionSchema => ({
  task: 'classification',
  features: [
    { name: 'class', type: 'numeric', input: 'class', index: 0 },
    { name: 'age', type: 'numeric', input: 'age', index: 0, ...(optional && { optional }) },
  ],
  inputs: [
    { name: 'class', datatype: 'INT64', shape: [-1, 1] },
    { name: 'age', datatype: 'FP32', shape: [-1, 1] },
  ],
  outputs: [{ name: 'score', role: 'score' }],
  tensorOutputs: [],
});

const scorer: Pick<RunningScorer, 'predictColumns'> = {
  predictColumns: async ({ columns }) => {
    const classes = columns.get('class')!;
    if (!classes.every(Number.isInteger)) throw new InferenceError('invalid_rows', 400, 'class expected an integer');
    return { score: Float32Array.from(classes, (value) => 1 / (1 + Math.exp(Number(value) - 2))) };
  },
};
const measured = (schema: VersionSchema) =>
  measureRobustness(schema, asked, scorer as RunningScorer, sample, seededRandom(1));

it('noise leaves whole numbers whole where the model takes no others, and only what may be missing is', async () => {
  const checks = await measured(schemaOf(true));
  expect(checks.map(({ refused }) => refused)).toEqual(checks.map(() => null));
  const noisiest = checks.findLast(({ disturbance }) => disturbance === 'noise')!;
  expect(noisiest.after!).toBeLessThan(noisiest.before);
});

it('where nothing may be missing it is the model that says so', async () => {
  const missing = (await measured(schemaOf(false))).filter(({ disturbance }) => disturbance === 'missing');
  expect(missing).toHaveLength(3);
  expect(new Set(missing.map(({ refused }) => refused))).toEqual(new Set(['class expected an integer']));
});
