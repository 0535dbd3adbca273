import { describe, expect, it } from 'vitest';
import { checkOutliers } from './check-outliers.js';

const limits = { alpha: 0.01, floor: 0.02, minimumRows: 100 };
const counts = (rows: number, outliers: number) => ({ rows, outliers, features: [{ feature: 'x', rows: outliers }] });

describe('checkOutliers', () => {
  it.each([
    [1_000, 60, 0.001, 'firing'],
    [1_000, 25, 0.001, 'ok'],
    [1_000, 0, 0.001, 'ok'],
    [1_000, 60, 0.06, 'ok'],
    [99, 99, 0.001, 'no_data'],
    [0, 0, 0, 'no_data'],
  ])('%i rows, %i of them with an outlier, %d by chance: %s', (rows, outliers, byChance, state) => {
    expect(checkOutliers(counts(rows, outliers), byChance, limits).state).toBe(state);
  });

  it('says how many, by chance how many, and where', () => {
    const { sentence, metrics } = checkOutliers(counts(1_000, 60), 0.001, limits);
    expect(sentence).toBe(
      '6 % of predictions (at least 4.5 %) have a value that the reference never showed; 0.1 % by chance alone, limit 2 %. Most often x 6 %. 1,000 rows.',
    );
    expect(metrics).toMatchObject([{ name: 'outlier_share', value: 0.06 }]);
  });
});
