import type { Evaluation } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { cardFacts } from './card-facts.js';

const evaluation = (change: Partial<Evaluation> = {}): Evaluation =>
  ({
    dataset: 'flights_may',
    datasetVersion: 2,
    target: 'late',
    rows: 50_000,
    metrics: [{ name: 'auc', value: 0.70123, low: 0.69, high: 0.712 }],
    gates: [],
    champion: null,
    slices: [],
    skipped: { noTarget: 0, noPrediction: 0 },
    finishedAt: '2026-11-21T10:00:00.000Z',
    ...change,
  }) as Evaluation;
const slice = (value: string, lossChange: number, verdict: string) => ({
  column: 'origin',
  value,
  rows: 100,
  metrics: [{ name: 'auc', value: 0.6, low: null, high: null }],
  lossChange,
  pValue: 0.01,
  verdict,
});
const textOf = (evaluations: Evaluation[], id: string) =>
  cardFacts(evaluations).find((section) => section.id === id)?.markdown;

describe('the facts of a card', () => {
  it('are what was measured, with interval, rows and dataset; of a dataset the newest counts', () => {
    const older = evaluation({ metrics: [{ name: 'auc', value: 0.1, low: null, high: null }] });
    expect(textOf([evaluation(), older], 'evaluations')).toBe(
      '**flights\\_may v2** (50000 rows), target late, no gates, 2026-11-21\n\n' +
        '| metric | value | 95 % |\n| --- | --- | --- |\n| auc | 0.7012 | \\[0.69, 0.712\\] |',
    );
  });

  it('name the champion that it was compared with', () => {
    const comparison = { metric: 'auc', change: 0.01, low: -0.002, high: 0.022 };
    const champion = { version: 7, metrics: [], comparisons: [comparison] } as unknown as Evaluation['champion'];
    const text = textOf([evaluation({ champion })], 'evaluations');
    expect(text).toContain('change to v7');
    expect(text).toContain('0.01 \\[-0.002, 0.022\\]');
  });

  it('put the worst group first, and say where the version is worse', () => {
    const slices = [slice('ATL', 0.01, 'like_rest'), slice('<b>ORD|', 0.2, 'worse')] as Evaluation['slices'];
    const bySlice = textOf([evaluation({ slices })], 'slices') ?? '';
    expect(bySlice.indexOf('ORD')).toBeLessThan(bySlice.indexOf('ATL'));
    expect(bySlice).toContain('origin = \\<b\\>ORD\\|');
    expect(textOf([evaluation({ slices })], 'known-limits')).toBe(
      '- is worse where origin = \\<b\\>ORD\\|, on flights\\_may',
    );
  });

  it('tell failed gates, lost rows and too few rows', () => {
    const gate = { metric: 'auc', op: '>=', threshold: 0.8, compare: 'value', outcome: 'failed' };
    const found = textOf(
      [
        evaluation({
          rows: 40,
          gates: [gate] as Evaluation['gates'],
          skipped: { noTarget: 3, noPrediction: 1 },
        }),
      ],
      'known-limits',
    );
    expect(found?.split('\n')).toEqual([
      '- does not pass auc \\>= 0.8 on flights\\_may',
      '- 4 rows on flights\\_may could not be measured',
      '- only 40 rows on flights\\_may: intervals are wide',
    ]);
  });

  it('of a version that was never evaluated say so', () => {
    expect(cardFacts([]).map(({ markdown }) => markdown)).toEqual([
      'Not evaluated by Slipway.',
      'Not measured by group.',
      'Unknown: the version was not evaluated.',
    ]);
  });
});
