import { describe, expect, it } from 'vitest';
import { numberOf, orderBy, valueKeyOf, valueKeys, comparedValue, valueText } from './compared-values.js';

const thing = { id: '1', name: 'brave-auk', params: { depth: '6' }, metrics: [{ key: 'auc', value: 0.91 }] };
const keyed = (id: string) => valueKeyOf(id) ?? expect.fail(id);

describe('valueKeys', () => {
  it('lists each key once, metrics before parameters', () =>
    expect(valueKeys([thing, { ...thing, params: { a: 'x' } }]).map(({ id }) => id)).toEqual([
      'metrics.auc',
      'params.a',
      'params.depth',
    ]));
  it('reads a key back, dots and all', () =>
    expect(valueKeyOf('params.tree.depth')).toEqual({ id: 'params.tree.depth', kind: 'params', key: 'tree.depth' }));
  it('refuses what is no key', () => expect(valueKeyOf('tags.a')).toBeNull());
});

describe('comparedValue', () => {
  it.each([
    ['metrics.auc', 0.91],
    ['params.depth', '6'],
    ['params.width', null],
  ])('%s', (id, expected) => expect(comparedValue(thing, keyed(id))).toBe(expected));
});

it.each([
  ['6', 6],
  [0.5, 0.5],
  ['NaN', null],
  ['gini', null],
  ['', null],
  [null, null],
] as const)('numberOf(%s) is %s', (value, expected) => expect(numberOf(value)).toBe(expected));

it('valueText never shows a missing value as a number', () =>
  expect([valueText(null), valueText('NaN'), valueText(0.1234567)]).toEqual(['–', 'NaN', '0.123457']));

it('orderBy quotes the key', () => expect(orderBy(keyed('metrics.val auc'), 'DESC')).toBe('metrics.`val auc` DESC'));
