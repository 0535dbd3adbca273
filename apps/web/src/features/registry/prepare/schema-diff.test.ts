import type { Feature } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { schemaLines, schemaVerdict } from './schema-diff.js';

const feature = (name: string, more: Partial<Feature> = {}): Feature => ({
  name,
  type: 'numeric',
  input: 'x',
  index: 0,
  ...more,
});
const same = { name: 'a', kind: 'same' as const, left: feature('a'), right: feature('a') };
const output = { key: 'p', left: 'score', right: 'score', same: true };

describe('schemaLines', () => {
  it('puts what differs first', () => {
    const added = {
      name: 'b',
      kind: 'added' as const,
      left: null,
      right: feature('b', { categories: ['x', 'y'], type: 'categorical' }),
    };
    expect(schemaLines({ schema: [same, added], outputs: [{ ...output, right: 'label', same: false }] })).toEqual([
      { part: 'Column', name: 'b', kind: 'added', before: null, after: 'categorical: x, y' },
      { part: 'Output', name: 'p', kind: 'changed', before: 'score', after: 'label' },
      { part: 'Column', name: 'a', kind: 'same', before: 'numeric', after: 'numeric' },
    ]);
  });
});

describe('schemaVerdict', () => {
  const verdict = (...schema: Parameters<typeof schemaLines>[0]['schema']) =>
    schemaVerdict(schemaLines({ schema, outputs: [output] }));
  it('is glad when nothing differs', () => expect(verdict(same)).toBe('The same columns and outputs.'));
  it('names a new column that callers must send', () =>
    expect(verdict({ name: 'b', kind: 'added', left: null, right: feature('b') })).toBe('Callers have to look at b.'));
  it('names a column that is not taken any more', () =>
    expect(verdict({ name: 'b', kind: 'removed', left: feature('b'), right: null })).toBe(
      'Callers have to look at b.',
    ));
  it('does not mind one that may be left out', () =>
    expect(verdict({ name: 'b', kind: 'added', left: null, right: feature('b', { optional: true }) })).toContain(
      'in the same way',
    ));
  it('names an output that is gone', () =>
    expect(schemaVerdict(schemaLines({ schema: [same], outputs: [{ ...output, right: null, same: false }] }))).toBe(
      'Callers have to look at p.',
    ));
});
