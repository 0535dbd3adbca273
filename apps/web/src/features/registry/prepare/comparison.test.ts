import type { VersionComparison } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { comparedVersions, comparisonParts, comparisonVerdict, versionOf } from './comparison.js';

const feature = { name: 'day', type: 'numeric' as const, input: 'x', index: 0 };
const metric = { key: 'auc', left: 0.7, leftDataset: 'sha256:aaaaaaaaaaaaaaaa', same: false };
const none = { facts: [], params: [], tags: [], outputs: [], files: [], card: [], schema: [], metrics: [] };
const two: VersionComparison = {
  ...none,
  left: { model: 'a', version: 1 },
  right: { model: 'a', version: 2 },
  params: [{ key: 'depth', left: '3', right: '6', same: false }],
  schema: [{ name: 'day', kind: 'added', left: null, right: feature }],
  metrics: [{ ...metric, right: 0.75, change: 0.05, rightDataset: metric.leftDataset }],
};
const three: VersionComparison = {
  ...none,
  left: two.left,
  right: { model: 'a', version: 3 },
  params: [{ key: 'depth', left: '3', right: null, same: false }],
  metrics: [{ ...metric, right: 0.9, change: null, rightDataset: 'sha256:bbbbbbbbbbbbbbbb' }],
};
const rowsOf = (title: string, all: VersionComparison[]) =>
  comparisonParts(all).find((part) => part.title === title)?.rows;

describe('comparisonParts', () => {
  it('puts several versions beside one base', () =>
    expect(rowsOf('Parameters', [two, three])).toEqual([{ key: 'depth', cells: ['3', '6', null] }]));
  it('computes no change across datasets', () =>
    expect(rowsOf('Metrics', [two, three])?.[0]).toEqual({
      key: 'auc',
      cells: ['0.7', '0.75', '0.9'],
      notes: [
        'on sha256:aaaaaaaaaaaa',
        '+0.05 on sha256:aaaaaaaaaaaa',
        'on sha256:bbbbbbbbbbbb, other data than the base',
      ],
    }));
  it('nor on unknown data', () => {
    const unknown = { ...metric, right: 0.75, change: null, leftDataset: null, rightDataset: null };
    expect(rowsOf('Metrics', [{ ...two, metrics: [unknown] }])?.[0]?.notes).toEqual(['data unknown', 'data unknown']);
  });
  it('shows digests and ids by their telling part', () => {
    const files = [{ key: 'a.bin', left: `sha256:${'a'.repeat(64)}`, right: `sha256:${'b'.repeat(64)}`, same: false }];
    const facts = [{ key: 'run', left: null, right: '0123456789abcdef0123456789abcdef', same: false }];
    expect(rowsOf('Files', [{ ...two, files }])?.[0]?.cells).toEqual(['sha256:aaaaaaaaaaaa', 'sha256:bbbbbbbbbbbb']);
    expect(rowsOf('Facts', [{ ...two, facts }])?.[0]?.cells).toEqual([null, '…89abcdef']);
  });
  it('shows a column that only one side has', () =>
    expect(rowsOf('Schema', [two])).toEqual([{ key: 'day', cells: [null, 'numeric'] }]));
});

it('comparedVersions has what charts draw of the base, then of each other version', () =>
  expect(comparedVersions([two, three])).toEqual([
    { id: 'a/1', name: 'a v1', metrics: [{ key: 'auc', value: 0.7 }], params: { depth: '3' } },
    { id: 'a/2', name: 'a v2', metrics: [{ key: 'auc', value: 0.75 }], params: { depth: '6' } },
    { id: 'a/3', name: 'a v3', metrics: [{ key: 'auc', value: 0.9 }], params: {} },
  ]));

describe('comparisonVerdict', () => {
  it('counts what differs', () =>
    expect(comparisonVerdict([two]).sentence).toBe('2 versions; different: metrics 1, parameters 1, schema 1.'));
  it('says that nothing does', () => expect(comparisonVerdict([{ ...two, ...none }]).tone).toBe('good'));
});

it.each([
  ['a/b/3', { model: 'a/b', version: 3 }],
  ['a', null],
])('versionOf(%s)', (text, expected) => expect(versionOf(text)).toEqual(expected));
