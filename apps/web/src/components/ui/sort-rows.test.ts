import { describe, expect, it } from 'vitest';
import { sortRows } from './sort-rows.js';

const rows = [
  { name: 'v10', size: 3 },
  { name: 'v2', size: null },
  { name: 'v1', size: 9 },
];
const columns = [
  { key: 'name', sortBy: (row: (typeof rows)[number]) => row.name },
  { key: 'size', sortBy: (row: (typeof rows)[number]) => row.size },
];
const names = (key: string, direction: 'ascending' | 'descending') =>
  sortRows(rows, columns, { key, direction }).map(({ name }) => name);

describe('sortRows', () => {
  it('counts inside texts', () => expect(names('name', 'ascending')).toEqual(['v1', 'v2', 'v10']));
  it('keeps missing values last in both directions', () => {
    expect(names('size', 'ascending')).toEqual(['v10', 'v1', 'v2']);
    expect(names('size', 'descending')).toEqual(['v1', 'v10', 'v2']);
  });
  it('leaves the order without a sorting', () => expect(sortRows(rows, columns, null)).toBe(rows));
});
