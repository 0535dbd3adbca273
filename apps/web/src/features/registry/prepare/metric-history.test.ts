import type { Evaluation, ModelVersion } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { historySentence, metricHistory } from './metric-history.js';

const version = (number: number, metrics: Record<string, number>) =>
  ({ version: number, metrics, createdAt: `2026-05-0${number}T00:00:00Z` }) as unknown as ModelVersion;
const evaluation = (number: number, value: number) =>
  ({
    version: number,
    dataset: 'may',
    datasetVersion: 2,
    state: 'done',
    metrics: [
      { name: 'rows_used', value: 1, low: null, high: null },
      { name: 'auc', value, low: value - 0.25, high: value + 0.125 },
    ],
  }) as unknown as Evaluation;

describe('metricHistory', () => {
  const history = metricHistory(
    [version(3, {}), version(1, { auc: 0.9 }), version(2, {})],
    [evaluation(3, 0.75), evaluation(1, 0.5)],
  );
  it('puts known metrics on datasets first and reported ones last', () =>
    expect(history.map(({ key }) => key)).toEqual(['auc @ may v2', 'rows_used @ may v2', 'auc reported']));
  it('keeps versions that were not measured, as null', () =>
    expect(history[0]?.points.map(({ value }) => value)).toEqual([0.5, null, 0.75]));
  it('gives distances for error bars', () => expect(history[0]?.points[0]?.band).toEqual([0.25, 0.125]));
  it('has a sentence', () =>
    expect(historySentence(history[0]!)).toBe('auc @ may v2: v1 0.5000 to v3 0.7500; 2 of 3 versions measured.'));
  it('says when nothing is measured', () =>
    expect(historySentence({ ...history[0]!, points: [] })).toBe('auc @ may v2: no version is measured.'));
});
