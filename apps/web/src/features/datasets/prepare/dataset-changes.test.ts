import type { ColumnProfile } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { missingChange, schemaChanges, shiftWords } from './dataset-changes.js';

describe('schemaChanges', () => {
  it('is empty when nothing changed', () =>
    expect(schemaChanges({ schema: { added: [], removed: [], retyped: [], reordered: false } })).toEqual([]));
  it('tells what changed', () =>
    expect(
      schemaChanges({
        schema: {
          added: [{ name: 'a', type: 'text' }],
          removed: [{ name: 'b', type: 'numeric' }],
          retyped: [{ name: 'c', before: 'numeric', after: 'text' }],
          reordered: true,
        },
      }),
    ).toEqual([
      ['Added', 'a (text)'],
      ['Removed', 'b (numeric)'],
      ['Changed type', 'c: numeric → text'],
      ['Order', 'the columns stand in another order'],
    ]));
});

describe('shiftWords', () => {
  it.each([
    [{ shift: null, shiftBy: null, shiftError: 0 }, 'not comparable'],
    [{ shift: 0.3124, shiftBy: 'kolmogorov_smirnov', shiftError: 0.06 }, '0.312 ± 0.06 (KS)'],
    [{ shift: 0.5, shiftBy: 'total_variation', shiftError: 0 }, '0.500 (total variation)'],
    [{ shift: 0.5, shiftBy: 'total_variation', shiftError: 0.2 }, 'at least 0.500 (total variation)'],
  ] as const)('says how sure it is', (change, words) => expect(shiftWords(change)).toBe(words));
});

describe('missingChange', () => {
  const column = (missing: number) => ({ missing }) as ColumnProfile;
  it('is one share when it stayed', () =>
    expect(missingChange({ before: column(1), after: column(2) }, 10, 20)).toBe('10 %'));
  it('is both when it changed', () =>
    expect(missingChange({ before: column(0), after: column(5) }, 10, 10)).toBe('0 % → 50 %'));
});
