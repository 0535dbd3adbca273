import type { Feature } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { parseRows, predictCommand, rowOf, splitErrors, valuesOf } from './playground-form.js';

const feature = (name: string, type: Feature['type']): Feature => ({ name, type, input: 'x', index: 0 });
const features = [feature('distance', 'numeric'), feature('origin', 'categorical'), feature('image', 'tensor')];

describe('rowOf', () => {
  it.each([
    [
      { distance: '420.5', origin: 'SFO' },
      { distance: 420.5, origin: 'SFO' },
    ],
    [{ distance: 'far' }, { distance: 'far' }],
    [{ distance: '', origin: '  ' }, {}],
    [{ image: '[1,2]' }, { image: [1, 2] }],
    [{ image: '[1' }, { image: '[1' }],
    [{ unknown: '1' }, {}],
  ])('%j becomes %j', (values, row) => expect(rowOf(features, values as Record<string, string>)).toEqual(row));
});

it('valuesOf fills the form from a logged row', () =>
  expect(valuesOf(features, { distance: 0, image: [1, 2] })).toEqual({ distance: '0', origin: '', image: '[1,2]' }));

describe('parseRows', () => {
  it.each([
    ['{"a":1}', { rows: [{ a: 1 }] }],
    ['[{"a":1},{"a":2}]', { rows: [{ a: 1 }, { a: 2 }] }],
    ['{"rows":[{"a":1}]}', { rows: [{ a: 1 }] }],
    ['[]', { error: 'Write one row as an object, or a list of them.' }],
    ['3', { error: 'Write one row as an object, or a list of them.' }],
  ])('%s', (text, parsed) => expect(parseRows(text)).toEqual(parsed));
  it('says what is wrong with the text', () =>
    expect(parseRows('{')).toEqual({ error: expect.stringMatching(/^This is not JSON: /) }));
});

it('splitErrors puts errors at their fields', () => {
  const errors = [
    { path: 'rows[0].distance', message: 'is required' },
    { path: 'rows[0].speed', message: 'is not a feature' },
  ];
  expect(splitErrors(features, errors)).toEqual({ fields: { distance: 'is required' }, others: [errors[1]] });
});

it('predictCommand quotes for the shell', () => {
  expect(predictCommand('http://g/v1/endpoints/a/predict', [{ city: "O'Hare" }], 'public')).toBe(
    `curl --json '{"rows":[{"city":"O'\\''Hare"}]}' http://g/v1/endpoints/a/predict`,
  );
  expect(predictCommand('http://g', [], 'token')).toContain('Bearer $SLIPWAY_TOKEN');
});
