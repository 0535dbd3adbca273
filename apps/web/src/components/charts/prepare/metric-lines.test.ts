import type { MetricSeries } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { metricPicture } from './metric-lines.js';

const at = '2026-05-12T12:00:00Z';
const series = (...values: (number | 'NaN')[]): MetricSeries => ({
  key: 'auc',
  points: values.map((value, step) => ({ step, at, value, low: value, high: value })),
});

describe('metricPicture', () => {
  it('leaves a gap where no number was logged, and says so', () => {
    const { rows, sentence } = metricPicture('auc', [{ name: 'a', series: series(0.5, 'NaN', 0.7) }]);
    expect(rows.map(({ line0 }) => line0)).toEqual([0.5, null, 0.7]);
    expect(sentence).toBe('auc: last 0.7 at step 2, lowest 0.5, highest 0.7; 1 point without a number.');
  });
  it('lays runs over the same steps', () => {
    const { rows, table } = metricPicture('auc', [
      { name: 'a', series: series(0.5) },
      { name: 'b', series: series(0.6, 0.8) },
    ]);
    expect(rows).toEqual([
      { step: 0, line0: 0.5, line1: 0.6 },
      { step: 1, line1: 0.8 },
    ]);
    expect(table.rows).toEqual([
      [0, 0.5, 0.6],
      [1, null, 0.8],
    ]);
  });
  it('keeps extremes that thinning hid', () => {
    const points = [{ step: 0, at, value: 0.5, low: 0.1, high: 0.9 }];
    expect(metricPicture('auc', [{ name: 'a', series: { key: 'auc', points } }]).sentence).toContain(
      'lowest 0.1, highest 0.9',
    );
  });
  it('says that nothing was logged', () =>
    expect(metricPicture('auc', [{ name: 'a', series: series() }]).sentence).toBe('auc: no number was logged.'));
});
