import type { Feature } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { exampleRow } from './predict-snippet.js';

const feature = (name: string, type: Feature['type'], categories?: string[]): Feature => ({
  name,
  type,
  input: 'x',
  index: 0,
  ...(categories && { categories }),
});

it('exampleRow fills every feature with its kind', () => {
  const features = [
    feature('distance', 'numeric'),
    feature('origin', 'categorical', ['ATL', 'SFO']),
    feature('note', 'text'),
    feature('image', 'tensor'),
  ];
  expect(exampleRow(features)).toEqual({ distance: 1, origin: 'ATL', note: 'text', image: [] });
});
