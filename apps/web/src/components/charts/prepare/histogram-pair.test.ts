import { expect, it } from 'vitest';
import { prepareHistogramPair } from './histogram-pair.js';

const cells = [
  { label: 'up to 100', from: null, to: 100, reference: 0.4, current: 0.1 },
  { label: '100 to 500', from: 100, to: 500, reference: 0.6, current: 0.85 },
  { label: 'missing', from: null, to: null, reference: 0, current: 0.05 },
];

it('prepareHistogramPair names what changed most', () => {
  const picture = prepareHistogramPair(cells);
  expect(picture.sentence).toBe('Most changed: up to 100, from 40 % of reference rows to 10 % of current rows.');
  expect(picture.bars.map(({ tick }) => tick)).toEqual(['≤ 100', '100', 'missing']);
  expect(picture.top).toBe(0.85);
});

it('prepareHistogramPair has words for nothing', () =>
  expect(prepareHistogramPair([]).sentence).toBe('No rows to compare.'));
