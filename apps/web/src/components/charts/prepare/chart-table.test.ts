import { expect, it } from 'vitest';
import { tableToCsv } from './chart-table.js';

it.each([
  ['plain', 'plain'],
  ['a,"b"', '"a,""b"""'],
  ['=1+1', "'=1+1"],
  [-3, '-3'],
  [null, ''],
])('tableToCsv writes %s as %s', (value, text) => {
  expect(tableToCsv({ columns: ['c'], rows: [[value]] })).toBe(`c\r\n${text}`);
});
