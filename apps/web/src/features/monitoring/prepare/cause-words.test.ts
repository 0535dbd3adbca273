import type { ChangeCause, SliceMove } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { causeSentence, costText, newCategoriesText, sliceReason, sliceText } from './cause-words.js';

const cause: ChangeCause = {
  subject: 'distance',
  measure: 'share of distance up to 733',
  reference: 0.66,
  current: 0.35,
  beganAt: '2001-05-01T00:00:00.000Z',
  resolution: 'day',
  before: 0.65,
  after: 0.35,
  slices: [],
};
const slice: SliceMove = {
  feature: 'origin',
  value: 'LAX',
  referenceShare: 0.04,
  currentShare: 0.25,
  referenceMean: 0.3,
  currentMean: 0.3,
  contribution: 0.4,
  low: 0.35,
  byShare: 0.39,
};

describe('causeSentence', () => {
  it('says what, how much and since when', () => {
    expect(causeSentence(cause)).toBe(
      'The share of distance up to 733 went from 66 % to 35 %. It began on 1 May 2001: 65 % before, 35 % since.',
    );
    expect(causeSentence({ ...cause, resolution: 'hour', beganAt: '2001-05-01T12:00:00.000Z' })).toContain(
      'It began at 1 May, 12:00:',
    );
    expect(causeSentence({ ...cause, beganAt: null })).toContain('No moment stands out');
  });

  it('writes a loss as a number', () => {
    expect(
      causeSentence({ ...cause, measure: 'mean log loss', reference: 0.3, current: 0.5, beganAt: null }),
    ).toContain('The mean log loss went from 0.3 to 0.5.');
  });
});

it.each([
  ['LAX', 'origin = LAX'],
  ['up to 12', 'origin up to 12'],
  ['12 to 18', 'origin 12 to 18'],
  ['above 1e+3', 'origin above 1e+3'],
  ['missing', 'origin missing'],
  ['up', 'origin = up'],
])('a slice %s is %s', (value, text) => expect(sliceText({ ...slice, value })).toBe(text));

it.each<[Partial<SliceMove>, string]>([
  [{}, 'more of such rows'],
  [{ referenceShare: 0.5 }, 'fewer of such rows'],
  [{ byShare: 0 }, 'such rows became otherwise'],
  [{ byShare: 0.2 }, 'both: their number and what they hold'],
  [{ referenceShare: 0 }, 'new here'],
  [{ currentShare: 0 }, 'gone'],
])('%j adds because: %s', (change, text) => expect(sliceReason({ ...slice, ...change })).toBe(text));

it('new categories are named', () => {
  expect(newCategoriesText({ feature: 'hub', rows: 60, values: [{ value: 'DEN', rows: 60 }] })).toBe(
    'hub: 60 rows with values that the reference never showed: DEN (60).',
  );
  expect(newCategoriesText({ feature: 'hub', rows: 1, values: [] })).toContain('none of them in the log');
});

it.each([
  [0.2, 0.9, 'The more distance changes, the worse auc'],
  [-0.9, -0.2, 'is better where distance changes'],
  [-0.2, 0.9, 'do not clearly go together'],
])('a correlation of %d to %d', (low, high, text) => {
  const cost = { feature: 'distance', monitor: 'm', metric: 'auc' as const, windows: 9, correlation: 0.5, low, high };
  expect(costText(cost)).toContain(text);
});
