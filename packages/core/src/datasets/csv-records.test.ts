import { describe, expect, it } from 'vitest';
import { CsvRecords } from './csv-records.js';

function recordsOf(text: string, { pieces = text.length, delimiter = ',' } = {}) {
  const csv = new CsvRecords(delimiter);
  const found: { line: number; fields: string[] }[] = [];
  const take = (piece: string, last = false): void => {
    csv.push(piece, last);
    while (csv.next())
      found.push({ line: csv.line, fields: Array.from({ length: csv.fields }, (_, at) => csv.field(at)) });
  };
  for (let at = 0; at < text.length; at += pieces) take(text.slice(at, at + pieces));
  take('', true);
  return found;
}

const fieldsOf = (text: string, options?: Parameters<typeof recordsOf>[1]) =>
  recordsOf(text, options).map(({ fields }) => fields);

describe('CsvRecords', () => {
  it.each([
    [
      'unix line ends',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'windows line ends',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'old line ends',
      'a,b\r1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no end of the last line',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'empty lines',
      'a,b\n\n1,2\n\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'empty fields',
      'a,,\n,,c',
      [
        ['a', '', ''],
        ['', '', 'c'],
      ],
    ],
    ['quotes', '"a,b","say ""hi""",""\n', [['a,b', 'say "hi"', '']]],
    ['line ends in quotes', '"a\r\nb",c\n', [['a\r\nb', 'c']]],
    ['a quote inside a field', '5" pipe,x\n', [['5" pipe', 'x']]],
  ])('reads %s, whole and character by character', (_, text, expected) => {
    expect(fieldsOf(text)).toEqual(expected);
    expect(fieldsOf(text, { pieces: 1 })).toEqual(expected);
    expect(fieldsOf(text, { pieces: 3 })).toEqual(expected);
  });

  it('takes another delimiter', () => expect(fieldsOf('a;b,c\n', { delimiter: ';' })).toEqual([['a', 'b,c']]));

  it('numbers records by the line on which they start', () =>
    expect(recordsOf('h\n"x\ny"\n\nz\n', { pieces: 2 }).map(({ line }) => line)).toEqual([1, 2, 5]));

  it.each([
    ['an open quote', 'a,b\n1,"never closed\n2,3\n', 'line 2, column 2: a quote is opened here and never closed'],
    ['text behind a quote', 'a,b\n"x"y,2\n', 'line 2, column 1: there is text behind the closing quote: "y,2\\n"'],
    ['an endless record', `a\n${'x'.repeat(4_100_000)}`, 'line 2: the record is longer than 4 million characters'],
  ])('refuses %s with its place', (_, text, message) =>
    expect(() => recordsOf(text, { pieces: 100_000 })).toThrow(message),
  );
});
