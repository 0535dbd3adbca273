import { buildCategoricalCells, buildNumericCells, seededRandom } from '@slipway/stats';
import { describe, expect, it } from 'vitest';
import { rankSlices, type MeasuredRow } from './rank-slices.js';

const random = seededRandom(3);
/** rows from hubs by their shares; `far` is how likely a flight of a hub is a far one. */
const flights = (rows: number, shares: Record<string, number>, far: Record<string, number>): MeasuredRow[] =>
  Array.from({ length: rows }, () => {
    let left = random();
    const hub = Object.keys(shares).find((name) => (left -= shares[name]!) < 0) ?? 'ATL';
    return { inputs: { hub, hour: 24 * random() }, value: Number(random() < far[hub]!) };
  });
const far = { ATL: 0.2, LAX: 0.7, SFO: 0.7 };
const reference = flights(4_000, { ATL: 0.8, LAX: 0.1, SFO: 0.1 }, far);
const column = (name: string) => reference.map(({ inputs }) => inputs[name]);
const profiles = {
  prediction: buildNumericCells([0, 1]),
  hub: buildCategoricalCells(column('hub')),
  hour: buildNumericCells(column('hour')),
};

describe('rankSlices', () => {
  it('names the slices that grew, and says that it is their share', () => {
    const current = flights(4_000, { ATL: 0.2, LAX: 0.6, SFO: 0.2 }, far);
    const [first, ...rest] = rankSlices(reference, current, profiles, 'distance');
    expect(first).toMatchObject({ feature: 'hub', value: 'LAX' });
    expect(first!.byShare / first!.contribution).toBeCloseTo(1, 1);
    expect(first!.currentShare).toBeGreaterThan(0.5);
    expect(rest.every(({ feature }) => feature === 'hub')).toBe(true);
  });

  it('names the range of a number in which rows became otherwise', () => {
    const late = reference.map(({ inputs, value }) => ({
      inputs,
      value: Number(inputs['hour']) > 18 ? 1 : value,
    }));
    const [first, ...rest] = rankSlices(reference, late, profiles, 'distance');
    expect(first).toMatchObject({ feature: 'hour', value: expect.stringMatching(/^above 1[78]/) });
    expect(first!.contribution).toBeGreaterThan(0.9);
    expect(first!.byShare).toBeCloseTo(0, 1);
    expect(rest.filter(({ feature }) => feature === 'hour')).toEqual([]);
  });

  it('leaves out the subject itself, and what chance explains', () => {
    const same = flights(4_000, { ATL: 0.8, LAX: 0.1, SFO: 0.1 }, far);
    expect(rankSlices(reference, same, profiles, 'distance')).toEqual([]);
    const current = flights(4_000, { ATL: 0.2, LAX: 0.6, SFO: 0.2 }, far);
    expect(rankSlices(reference, current, profiles, 'hub')).toEqual([]);
  });

  it('takes missing, new and strange values for slices of their own', () => {
    const current = flights(2_000, { ATL: 0.5, LAX: 0.2, SFO: 0.3 }, far).map(({ inputs, value }, i) =>
      i % 2 === 0 ? { inputs: { ...inputs, hub: [null, 'DEN'][(i / 2) % 2] }, value: 1 } : { inputs, value },
    );
    const values = rankSlices(reference, current, profiles, 'distance').map(({ value }) => value);
    expect(values.slice(0, 2).sort()).toEqual(['DEN', 'missing']);
  });

  it('of nothing is nothing', () => {
    expect(rankSlices([], reference, profiles, 'distance')).toEqual([]);
    expect(rankSlices(reference, reference, profiles, 'distance')).toEqual([]);
  });
});
