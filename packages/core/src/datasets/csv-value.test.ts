import { describe, expect, it } from 'vitest';
import { csvValue, plainNumber } from './csv-value.js';

const read = (text: string): number => plainNumber(`,${text},`, 1, 1 + text.length);

describe('plainNumber', () => {
  it.each([
    '0',
    '-0',
    '+7',
    '007',
    '1.',
    '.5',
    '-.25',
    '0.1',
    '2.675',
    '999999999999999',
    '-12345.6789012345',
    '0.000001',
  ])('reads %s as Number does', (text) => {
    expect(Object.is(read(text), Number(text))).toBe(true);
    expect(csvValue(text)).toBe(Number(text));
  });

  it.each(['', '.', '-', '+', '1e5', '1.2.3', '1-2', '0x10', ' 1', 'NaN', 'Infinity', '1,5', '9007199254740993'])(
    'leaves %j to csvValue',
    (text) => expect(read(text)).toBeNaN(),
  );

  it('agrees with Number on decimals of every length', () => {
    for (let i = 1; i <= 2000; i += 1) {
      const text = ((i * 0.6180339887498949) % 1).toFixed(i % 15);
      expect(read(text)).toBe(Number(text));
    }
  });
});
