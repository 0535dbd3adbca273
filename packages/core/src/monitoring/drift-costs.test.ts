import type { FeatureDrift, MonitorMetric } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { driftCosts } from './drift-costs.js';

const drifted = (effects: number[]) =>
  effects.map((effect, from) => ({
    from,
    features: [
      { feature: 'distance', effect },
      { feature: 'hour', effect: [0.03, 0.01, 0.04, 0.02, 0.03, 0.01, 0.02][from] },
    ] as FeatureDrift[],
  }));
const measured = (name: string, values: number[]) =>
  values.map((value, from) => ({ from, metrics: [{ name, value, low: null, high: null }] as MonitorMetric[] }));
const rising = [0.01, 0.02, 0.03, 0.08, 0.12, 0.2, 0.3];

describe('driftCosts', () => {
  it.each<['accuracy' | 'mae', number[]]>([
    ['accuracy', [0.95, 0.94, 0.93, 0.9, 0.88, 0.8, 0.7]],
    ['mae', [1, 2, 3, 4, 5, 6, 7]],
  ])('%s that got worse with the change correlates by 1', (metric, values) => {
    const [first, second] = driftCosts(drifted(rising), measured(metric, values), 'm', metric);
    expect(first).toMatchObject({
      feature: 'distance',
      monitor: 'm',
      metric,
      windows: 7,
      correlation: expect.closeTo(1),
    });
    expect(first!.low).toBeGreaterThan(0.5);
    expect(second).toMatchObject({ feature: 'hour' });
    expect(second!.low).toBeLessThan(0);
  });

  it('takes windows that both compared, five at least', () => {
    const late = measured('accuracy', [0.9, 0.8, 0.7, 0.6, 0.5]).map((one) => ({ ...one, from: one.from + 3 }));
    expect(driftCosts(drifted(rising), late, 'm', 'accuracy')).toEqual([]);
    expect(driftCosts(drifted(rising), measured('auc', [1, 2, 3, 4, 5, 6, 7]), 'm', 'accuracy')).toEqual([]);
  });
});
