import { describe, expect, it } from 'vitest';
import { aRun } from './a-run.js';
import { numberOf, orderBy, runKeyOf, runKeys, runValue, valueText } from './run-values.js';

const keyed = (id: string) => runKeyOf(id) ?? expect.fail(id);

describe('runKeys', () => {
  it('lists each key once, metrics before parameters', () =>
    expect(runKeys([aRun, { ...aRun, params: { a: 'x' } }]).map(({ id }) => id)).toEqual([
      'metrics.auc',
      'params.a',
      'params.depth',
    ]));
  it('reads a key back, dots and all', () =>
    expect(runKeyOf('params.tree.depth')).toEqual({ id: 'params.tree.depth', kind: 'params', key: 'tree.depth' }));
  it('refuses what is no key', () => expect(runKeyOf('tags.a')).toBeNull());
});

describe('runValue', () => {
  it.each([
    ['metrics.auc', 0.91],
    ['params.depth', '6'],
    ['params.width', null],
  ])('%s', (id, expected) => expect(runValue(aRun, keyed(id))).toBe(expected));
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
