import type { FeatureDrift } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { worstFirst } from './worst-first.js';

const one = (feature: string, effect: number | null, importance?: number | null, isPrediction = false) =>
  ({ feature, effect, importance, isPrediction }) as FeatureDrift;
const order = (...features: FeatureDrift[]) => worstFirst(features).map(({ feature }) => feature);

it('the prediction comes first, then what changed most of what counts', () => {
  expect(order(one('a', 0.1, 0.5), one('b', 0.4, 0.3), one('c', 0.9, 0), one('p', 0, null, true))).toEqual([
    'p',
    'b',
    'a',
    'c',
  ]);
  expect(order(one('a', 0.1), one('none', null), one('b', 0.4))).toEqual(['b', 'a', 'none']);
});
