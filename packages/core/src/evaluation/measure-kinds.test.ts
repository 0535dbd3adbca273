import type { VersionSchema } from '@slipway/contracts';
import type { Prediction } from '@slipway/inference';
import { seededRandom } from '@slipway/stats';
import { columnLists } from '@slipway/testkit';
import { describe, expect, it } from 'vitest';
import { gather, measure, type Measurement } from './measure.js';
import type { Asked } from './measured.js';

type Row = Record<string, unknown>;

async function measureRows(
  outputs: VersionSchema['outputs'],
  asked: Partial<Asked>,
  rows: readonly Row[],
  ...arms: [Prediction[]] | [Prediction[], Prediction[]]
): Promise<Measurement> {
  const schema: VersionSchema = { task: 'classification', features: [], outputs, inputs: [], tensorOutputs: [] };
  async function* batches() {
    const columns = new Map(Object.entries(columnLists(rows)));
    yield { rows: rows.length, columns, predictions: arms.map((arm) => columnLists(arm)) };
  }
  const all = { target: 'target', positive: null, slices: [], query: null, separator: null, ...asked };
  const source = { batches: batches(), onRows: async () => undefined };
  return measure(await gather(schema, all, { arms: arms.length, ...source }), seededRandom(1));
}

const valueOf = ({ metrics }: Pick<Measurement, 'metrics'>, name: string): number | undefined =>
  metrics.find((metric) => metric.name === name)?.value;

describe('several classes with probabilities', () => {
  const classes = ['cat', 'dog', 'owl'];
  const outputs: VersionSchema['outputs'] = [{ name: 'probabilities', role: 'score', classes }];
  const shares = [
    [0.7, 0.2, 0.1],
    [0.2, 0.5, 0.3],
    [0.1, 0.3, 0.6],
    [0.4, 0.35, 0.25],
  ];
  const said = shares.map((row): Prediction => {
    const best = classes[row.indexOf(Math.max(...row))]!;
    return { label: best, score: Object.fromEntries(classes.map((name, j) => [name, row[j]!])) };
  });
  const rows = ['cat', 'dog', 'owl', 'owl'].map((target) => ({ target }));

  it('have log loss, areas and averages beside the labels', async () => {
    const found = await measureRows(outputs, {}, rows, said);
    expect(found.kind).toBe('multiclass');
    const logLoss = -(Math.log(0.7) + Math.log(0.5) + Math.log(0.6) + Math.log(0.25)) / 4;
    expect(valueOf(found, 'log_loss')).toBeCloseTo(logLoss, 6);
    expect(valueOf(found, 'auc_macro')).toBeDefined();
    expect(found.classes?.averages.map(({ name }) => name)).toEqual(['macro', 'micro', 'weighted']);
    expect(found.classes?.confused).toEqual([{ actual: 'owl', predicted: 'cat', count: 1, share: 0.5 }]);
    expect(found.worstRows[0]).toMatchObject({ row: 3, target: 'owl', predicted: 'cat' });
  });

  it('a champion is compared by log loss and accuracy on the same rows', async () => {
    const found = await measureRows(outputs, {}, rows, said, said.toReversed());
    expect(found.champion?.comparisons.map(({ metric, test }) => [metric, test])).toEqual([
      ['accuracy', 'mcnemar'],
      ['log_loss', 'paired_losses'],
    ]);
  });

  it('a class that the model does not know is as wrong as can be, not an error', async () => {
    const found = await measureRows(outputs, {}, [...rows, { target: 'yak' }], [...said, said[0]!]);
    expect(valueOf(found, 'accuracy')).toBe(0.6);
    expect(valueOf(found, 'log_loss')).toBeGreaterThan(7);
  });

  it('two of three classes in the target are still several classes', async () => {
    const found = await measureRows(outputs, {}, rows.slice(0, 2), said.slice(0, 2));
    expect(found.kind).toBe('multiclass');
  });
});

describe('a ranking', () => {
  const outputs: VersionSchema['outputs'] = [{ name: 'score', role: 'score' }];
  const rows = [
    ...[3, 2, 3, 0, 1, 2].map((target) => ({ search: 'a', target, device: 'phone' })),
    ...[0, 0, 1, 2].map((target) => ({ search: 'b', target, device: 'desk' })),
    ...[0, 0].map((target) => ({ search: 'nothing relevant', target, device: 'desk' })),
  ];
  const scores = [6, 5, 4, 3, 2, 1, 0.1, 0.2, 0.2, 0.9, 1, 2].map((score): Prediction => ({ score }));
  const asked = { query: 'search' };

  it('is the mean over queries of what scikit-learn gives for each; one without anything relevant is left out', async () => {
    const found = await measureRows(outputs, { ...asked, slices: ['device'] }, rows, scores);
    expect(found).toMatchObject({ kind: 'ranking', rows: 12 });
    expect(valueOf(found, 'ndcg')).toBeCloseTo((0.9608081943360616 + 0.975117208394918) / 2, 14);
    expect(valueOf(found, 'map')).toBeCloseTo((0.9266666666666665 + 0.8333333333333333) / 2, 14);
    const phone = found.slices.find(({ value }) => value === 'phone')!;
    expect(valueOf(phone, 'ndcg')).toBeCloseTo(0.9608081943360616, 14);
    expect(found.worstRows.map(({ row, target }) => [row, target])).toEqual([
      [0, 'a'],
      [6, 'b'],
    ]);
  });

  it('is compared with the champion query by query', async () => {
    const reversed = scores.map(({ score }): Prediction => ({ score: -(score as number) }));
    const found = await measureRows(outputs, asked, rows, scores, reversed);
    expect(found.champion?.comparisons.find(({ metric }) => metric === 'ndcg')).toMatchObject({ rows: 2 });
    expect(found.champion!.comparisons.every(({ change }) => change > 0)).toBe(true);
  });

  it('is the same in whatever order the rows come', async () => {
    const order = rows.map((_, i) => (i * 5) % rows.length);
    const moved = await measureRows(
      outputs,
      asked,
      order.map((i) => rows[i]!),
      order.map((i) => scores[i]!),
    );
    const first = await measureRows(outputs, asked, rows, scores);
    expect(valueOf(moved, 'ndcg')).toBeCloseTo(valueOf(first, 'ndcg')!, 14);
  });

  it('leaves out rows without relevance, query or score, and refuses a relevance below 0', async () => {
    const broken = [
      { search: 'a', target: null },
      { search: '', target: 1 },
      { search: 'a', target: 1 },
    ];
    const found = await measureRows(outputs, asked, broken, [{ score: 1 }, { score: 1 }, { score: NaN }]);
    expect(found).toMatchObject({ rows: 0, skipped: { noTarget: 2, noPrediction: 1 }, metrics: [] });
    const negative = measureRows(outputs, asked, [{ search: 'a', target: -1 }], [{ score: 1 }]);
    await expect(negative).rejects.toMatchObject({
      code: 'schema_mismatch',
      message: expect.stringContaining('row 1'),
    });
  });
});

describe('several labels a row', () => {
  const classes = ['red', 'round', 'sweet', 'sour'];
  const outputs: VersionSchema['outputs'] = [{ name: 'probabilities', role: 'score', classes }];
  const actual = ['red|sweet', 'round', 'red|round|sweet', '', 'round|sweet', 'red'];
  const calls = ['red', 'round|sweet', 'red|round|sweet', '', 'sour', 'red|sweet'];
  const rows = actual.map((target) => ({ target }));
  const said = calls.map((labels): Prediction => {
    const has = new Set(labels.split('|'));
    return { score: Object.fromEntries(classes.map((name) => [name, has.has(name) ? 0.9 : 0.2])) };
  });

  it('are measured as scikit-learn does, by label and together', async () => {
    const found = await measureRows(outputs, { separator: '|' }, rows, said);
    expect(found.kind).toBe('multilabel');
    const metrics = [
      ['f1_micro', 0.6666666666666666],
      ['f1_macro', 0.5333333333333333],
      ['f1_weighted', 0.7111111111111111],
      ['f1_samples', 0.5],
      ['jaccard', 0.4166666666666667],
      ['subset_accuracy', 0.3333333333333333],
      ['hamming_loss', 0.25],
    ] as const;
    for (const [name, value] of metrics) expect(valueOf(found, name)).toBeCloseTo(value, 14);
    expect(found.classes?.rows.map(({ name, support, called }) => [name, support, called])).toEqual([
      ['red', 3, 3],
      ['round', 3, 2],
      ['sweet', 3, 3],
      ['sour', 0, 1],
    ]);
    expect(found.worstRows[0]).toMatchObject({ row: 4, target: 'round, sweet', predicted: 'sour' });
  });

  it('may come as lists, from which the kind is known', async () => {
    const lists = actual.map((labels) => ({ target: labels.split('|').filter((name) => name !== '') }));
    const found = await measureRows(outputs, {}, lists, said, said);
    expect(valueOf(found, 'f1_micro')).toBeCloseTo(0.6666666666666666, 14);
    expect(found.champion?.comparisons.every(({ verdict, change }) => verdict === 'equal' && change === 0)).toBe(true);
  });

  it('a label that the model does not know is refused, naming row and labels', async () => {
    const found = measureRows(outputs, { separator: '|' }, [{ target: 'red|salty' }], [said[0]!]);
    await expect(found).rejects.toMatchObject({
      code: 'schema_mismatch',
      message: "Row 1 has the label salty, which is none of the model's: red, round, sweet, sour.",
    });
  });
});

describe('a score of two classes', () => {
  it('shows bands and the champion beside its curves, and precision at a recall', async () => {
    const random = seededRandom(5);
    const scores = Array.from({ length: 300 }, random);
    const rows = scores.map((score) => ({ target: Number(random() < score) }));
    const outputs: VersionSchema['outputs'] = [{ name: 'score', role: 'score' }];
    const own = scores.map((score): Prediction => ({ score }));
    const found = await measureRows(
      outputs,
      {},
      rows,
      own,
      own.map(() => ({ score: random() })),
    );
    expect(found.curves?.bands?.roc).toHaveLength(51);
    expect(found.curves?.champion?.roc[0]).toEqual({ x: 0, y: 0 });
    expect(valueOf(found, 'precision_at_recall_50')).toBeGreaterThan(valueOf(found, 'precision_at_recall_90')!);
  });
});
