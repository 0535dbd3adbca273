import type { ColumnProfile } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { datasetVerdict } from './dataset-verdict.js';

const column = (name: string, missing: number, distinct: number) => ({ name, missing, distinct }) as ColumnProfile;
const sentence = (columns: ColumnProfile[], rows = 100) => datasetVerdict({ rows, columns, sizeBytes: 2048 }).sentence;

describe('datasetVerdict', () => {
  it('is good for a full table', () =>
    expect(datasetVerdict({ rows: 1, columns: [column('a', 0, 2)], sizeBytes: 2048 })).toEqual({
      tone: 'good',
      sentence: '1 row, 1 column, 2 KiB; no column is empty, mostly missing or constant.',
    }));
  it('names suspicious columns', () =>
    expect(sentence([column('a', 100, 0), column('b', 60, 5), column('c', 0, 1)])).toBe(
      '100 rows, 3 columns, 2 KiB; a is empty; b is more than 50 % missing; c is always the same.',
    ));
  it('cuts long lists', () =>
    expect(sentence(['a', 'b', 'c', 'd', 'e'].map((name) => column(name, 0, 1)))).toContain(
      'a, b, c and 2 more are always the same',
    ));
  it('is bad without rows', () => expect(datasetVerdict({ rows: 0, columns: [], sizeBytes: 0 }).tone).toBe('bad'));
});
