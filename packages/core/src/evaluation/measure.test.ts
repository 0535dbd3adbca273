import type { ModelTask, VersionSchema } from '@slipway/contracts';
import { seededRandom } from '@slipway/stats';
import { columnLists } from '@slipway/testkit';
import { describe, expect, it } from 'vitest';
import { gather, measure, type Measurement } from './measure.js';

type Prediction = Record<string, number | string>;

interface Row {
  target: unknown;
  prediction: Prediction;
  champion?: Prediction;
  columns?: Record<string, unknown>;
}

async function measureRows(
  task: VersionSchema['task'],
  role: 'score' | 'label' | 'value',
  rows: Row[],
): Promise<Measurement> {
  const schema = { task, features: [], outputs: [{ name: 'out', role }], inputs: [], tensorOutputs: [] };
  const compared = rows.some(({ champion }) => champion !== undefined);
  const slices = Object.keys(rows[0]?.columns ?? {});
  async function* batches() {
    const arms = [rows.map(({ prediction }) => prediction), ...(compared ? [rows.map((r) => r.champion!)] : [])];
    const columns = columnLists(rows.map(({ target, columns }) => ({ target, ...columns })));
    yield { rows: rows.length, columns: new Map(Object.entries(columns)), predictions: arms.map(columnLists) };
  }
  const gathered = await gather(
    schema as VersionSchema,
    { target: 'target', positive: null, slices, query: null, separator: null },
    { arms: compared ? 2 : 1, batches: batches(), onRows: async () => undefined },
  );
  return measure(gathered, seededRandom(1));
}

const valueOf = ({ metrics }: Pick<Measurement, 'metrics'>, name: string): number | undefined =>
  metrics.find((metric) => metric.name === name)?.value;

const scored = (pairs: readonly (readonly [unknown, number])[]): Row[] =>
  pairs.map(([target, score]) => ({ target, prediction: { score } }));

/** 400 rows: the first half is easy, in the second half the score says nothing. */
const halves: Row[] = Array.from({ length: 400 }, (_, i) => {
  const target = Math.floor(i * 0.6180339887498949 * 2) % 2;
  const noise = (i * 0.7548776662466927) % 1;
  const easy = i < 200;
  return {
    target,
    prediction: { score: easy ? 0.1 + 0.6 * target + 0.2 * noise : 0.1 + 0.8 * noise },
    champion: { score: 0.1 + 0.5 * target + 0.3 * noise },
    columns: { half: easy ? 'easy' : 'hard', position: i },
  };
});

describe('a score of two classes', () => {
  it('is measured as scikit-learn does: roc_auc_score of [0,0,1,1], [.1,.4,.35,.8] is .75', async () => {
    const found = await measureRows(
      'classification',
      'score',
      scored([
        [0, 0.1],
        [0, 0.4],
        [1, 0.35],
        [1, 0.8],
      ]),
    );
    expect(valueOf(found, 'auc')).toBe(0.75);
    expect(valueOf(found, 'average_precision')).toBeCloseTo(0.8333333333333333, 15);
    expect(found.confusion).toEqual({
      threshold: 0.5,
      truePositive: 1,
      falsePositive: 0,
      trueNegative: 2,
      falseNegative: 1,
    });
    expect(found.thresholds).toHaveLength(51);
    expect(found.thresholds?.[0]).toMatchObject({ threshold: 0.1, recall: 1, calledShare: 1 });
  });

  it('of one class only has no AUC', async () => {
    const found = await measureRows(
      'classification',
      'score',
      scored([
        [0, 0.2],
        [0, 0.7],
      ]),
    );
    expect(valueOf(found, 'auc')).toBeUndefined();
    expect(valueOf(found, 'accuracy')).toBe(0.5);
  });

  it('knows the positive class by its name, and refuses two values of which none is it', async () => {
    const named = (names: readonly [string, string]) =>
      measureRows(
        'classification',
        'score',
        scored([
          [names[0], 0.1],
          [names[1], 0.9],
          [names[0], 0.2],
        ]),
      );
    await expect(named(['no', 'yes'])).rejects.toMatchObject({
      code: 'schema_mismatch',
      errors: [{ path: 'positive' }],
    });
    expect(valueOf(await named(['false', 'true']), 'auc')).toBe(1);
  });

  it('leaves out rows without a target or a finite score, and counts them', async () => {
    const found = await measureRows(
      'classification',
      'score',
      scored([
        [0, 0.2],
        [null, 0.7],
        [1, NaN],
        ['', 0.1],
        [1, 0.9],
        [undefined, 1],
      ]),
    );
    expect(found).toMatchObject({ rows: 2, skipped: { noTarget: 3, noPrediction: 1 } });
    expect(valueOf(found, 'auc')).toBe(1);
    expect(found.worstRows.map(({ row }) => row)).toEqual([0, 4]);
  });

  it('names the slice in which it is worse than elsewhere, and its fairness gap', async () => {
    const found = await measureRows('classification', 'score', halves);
    const slice = (value: string) => found.slices.find((each) => each.value === value);
    expect(slice('hard')).toMatchObject({ rows: 200, verdict: 'worse' });
    expect(slice('easy')).toMatchObject({ rows: 200, verdict: 'better' });
    expect(slice('hard')!.lossChange).toBeCloseTo(-slice('easy')!.lossChange!, 12);
    expect(found.slices.filter(({ column }) => column === 'position').map(({ value, rows }) => [value, rows])).toEqual([
      ['< 100', 100],
      ['100 to < 200', 100],
      ['200 to < 300', 100],
      ['>= 300', 100],
    ]);
    const recall = (value: string): number => slice(value)!.metrics.find(({ name }) => name === 'recall')!.value;
    const gap = found.fairness.find(({ column }) => column === 'half')!;
    expect(gap.equalizedOdds).toBeGreaterThanOrEqual(recall('easy') - recall('hard') - 1e-12);
    expect(gap.demographicParity).toBeGreaterThanOrEqual(0);
  });

  it('is compared with the champion on the same rows', async () => {
    const found = await measureRows('classification', 'score', halves);
    const compared = (metric: string) => found.champion?.comparisons.find((each) => each.metric === metric);
    expect(compared('auc')).toMatchObject({ test: 'delong', verdict: 'worse', rows: 400 });
    expect(compared('accuracy')).toMatchObject({ test: 'mcnemar', verdict: 'worse' });
    expect(compared('log_loss')).toMatchObject({ test: 'paired_losses', verdict: 'worse' });
    expect(compared('f1')).toMatchObject({ test: 'paired_bootstrap', verdict: 'worse' });
    expect(compared('average_precision')!.change).toBeCloseTo(
      valueOf(found, 'average_precision')! - valueOf(found.champion!, 'average_precision')!,
      12,
    );
  });

  it('equals itself', async () => {
    const same = halves.map((row) => ({ ...row, champion: row.prediction }));
    const found = await measureRows('classification', 'score', same);
    expect(new Set(found.champion!.comparisons.map(({ verdict }) => verdict))).toEqual(new Set(['equal']));
  });
});

describe('labels of many classes', () => {
  const rows = ['a', 'b', 'c', 'a'].map((target, i) => ({ target, prediction: { label: i === 3 ? 'b' : target } }));

  it('have accuracy, a matrix and numbers by class', async () => {
    const found = await measureRows('classification', 'label', rows);
    expect(valueOf(found, 'accuracy')).toBe(0.75);
    expect(found.classes).toMatchObject({
      rows: [
        { name: 'a', support: 2, precision: 1, recall: 0.5, f1: 2 / 3 },
        { name: 'b', support: 1, precision: 0.5, recall: 1, f1: 2 / 3 },
        { name: 'c', support: 1, precision: 1, recall: 1, f1: 1 },
      ],
      matrix: [
        [1, 1, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    });
    expect(found.worstRows).toEqual([{ row: 3, target: 'a', predicted: 'b', loss: 1 }]);
  });

  it('beyond 1,000 distinct targets are none', async () => {
    const many = Array.from({ length: 1100 }, (_, i) => ({ target: `t${i}`, prediction: { label: 'a' } }));
    await expect(measureRows('classification', 'label', many)).rejects.toMatchObject({ code: 'schema_mismatch' });
  });
});

it.each<[ModelTask]>([['regression']])('values of a %s', async (task) => {
  const rows = [
    [3, 2.5],
    [-0.5, 0],
    [2, 2],
    [7, 8],
  ].map(([target, value]) => ({ target, prediction: { value: value! }, champion: { value: target! + 1 } }));
  const found = await measureRows(task, 'value', rows);
  expect(valueOf(found, 'mae')).toBe(0.5);
  expect(valueOf(found, 'mse')).toBe(0.375);
  expect(valueOf(found, 'r2')).toBeCloseTo(0.9486081370449679, 14);
  expect(found.residuals!.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(4);
  expect(found.champion!.comparisons.find(({ metric }) => metric === 'mae')).toMatchObject({
    champion: 1,
    change: -0.5,
  });
});
