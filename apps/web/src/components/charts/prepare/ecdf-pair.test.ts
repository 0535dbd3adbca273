import { describe, expect, it } from 'vitest';
import { prepareEcdfPair } from './ecdf-pair.js';

const steps = [
  { x: 30, reference: 1, current: 1 },
  { x: 10, reference: 0.5, current: 0.2 },
  { x: 20, reference: 0.9, current: 0.8 },
];

describe('prepareEcdfPair', () => {
  it('brackets D at its location', () => {
    expect(prepareEcdfPair(steps, { location: 10, effect: 0.3 }).bracket).toEqual({
      x: 10,
      low: 0.2,
      high: 0.5,
      label: 'D 0.3',
    });
  });
  it('finds the widest place when no location is told', () => {
    expect(prepareEcdfPair(steps, { location: null, effect: null }).bracket).toMatchObject({ x: 10, label: 'D 0.3' });
  });
  it('says how much lies beyond the axis', () => {
    const tail = [
      { x: 0, reference: 0.5, current: 0.5 },
      { x: 1, reference: 0.996, current: 0.997 },
      { x: 1000, reference: 1, current: 1 },
    ];
    const picture = prepareEcdfPair(tail, { location: null, effect: null });
    expect(picture.domain).toEqual([0, 1]);
    expect(picture.notes).toEqual(['0.3 % of current rows lie beyond this axis.']);
  });
  it('draws a single value with room around it', () => {
    expect(prepareEcdfPair([{ x: 5, reference: 1, current: 1 }], { location: null, effect: null }).domain).toEqual([
      4, 6,
    ]);
  });
  it('says that there is nothing', () =>
    expect(prepareEcdfPair([], { location: null, effect: null }).sentence).toBe('No rows to compare.'));
});
