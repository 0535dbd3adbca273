import type { DatasetVersion } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { compareProfiles } from './compare-profiles.js';
import { ColumnProfiler } from './profile-columns.js';

type Table = Record<string, readonly unknown[]>;

const versionOf = (version: number, table: Table): DatasetVersion => {
  const rows = Math.max(...Object.values(table).map(({ length }) => length));
  const columns = Object.entries(table).map(([name, values]) => {
    const profiler = new ColumnProfiler(1);
    values.forEach((value) => profiler.add(value));
    return profiler.profile(name, rows);
  });
  return { dataset: 'd', version, rows, columns, digest: `${version}` } as DatasetVersion;
};
const changesOf = (before: Table, after: Table) => compareProfiles(versionOf(1, before), versionOf(2, after));
const uniform = (from: number, to: number) => Array.from({ length: 5_000 }, (_, i) => from + ((to - from) * i) / 5_000);

describe('compareProfiles', () => {
  it('tells which columns came, went, changed type and place', () => {
    const { schema } = changesOf(
      { a: [1], b: ['x'], gone: [true], c: [1] },
      { c: ['one'], a: [1], b: ['x'], fresh: [2] },
    );
    expect(schema).toEqual({
      added: [{ name: 'fresh', type: 'numeric' }],
      removed: [{ name: 'gone', type: 'boolean' }],
      retyped: [{ name: 'c', before: 'numeric', after: 'categorical' }],
      reordered: true,
    });
  });

  it('finds no change in the same table', () => {
    const table = { number: uniform(0, 1), name: ['a', 'b', 'b'] };
    const { schema, columns } = changesOf(table, table);
    expect(schema).toEqual({ added: [], removed: [], retyped: [], reordered: false });
    expect(columns.map(({ shift }) => shift)).toEqual([0, 0]);
  });

  it('measures categories by total variation, exactly when all are listed', () =>
    expect(changesOf({ x: ['a', 'a', 'b', 'b'] }, { x: ['a', 'b', 'b', 'b'] }).columns[0]).toMatchObject({
      shift: 0.25,
      shiftBy: 'total_variation',
      shiftError: 0,
    }));

  it('states what it cannot know of categories beyond the most frequent', () => {
    const many = (skip: number) => Array.from({ length: 150 }, (_, index) => `c${index + skip}`);
    const { shift, shiftError } = changesOf({ x: many(0) }, { x: many(1_000) }).columns[0]!;
    expect(shift! + shiftError).toBeCloseTo(1);
  });

  it('measures numbers by Kolmogorov-Smirnov within the stated error, the most shifted column first', () => {
    const { columns } = changesOf(
      { still: uniform(0, 1), moved: uniform(0, 1) },
      { still: uniform(0, 1), moved: uniform(0.3, 1.3) },
    );
    expect(columns.map(({ name }) => name)).toEqual(['moved', 'still']);
    expect(columns[0]).toMatchObject({ shiftBy: 'kolmogorov_smirnov' });
    expect(Math.abs(columns[0]!.shift! - 0.3)).toBeLessThan(columns[0]!.shiftError);
    expect(columns[0]!.shift).toBeCloseTo(0.3, 1);
  });

  it('does not compare what has no values or another type', () =>
    expect(changesOf({ x: [null, null], y: [1] }, { x: [1, 2], y: ['a'] }).columns.map(({ shift }) => shift)).toEqual([
      null,
      null,
    ]));
});
