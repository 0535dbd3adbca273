import { describe, expect, it } from 'vitest';
import { csvRows, previewKindOf } from './preview-kind.js';

it.each([
  ['plots/roc.PNG', 'image'],
  ['a.csv', 'table'],
  ['model/MLmodel', 'text'],
  ['page.html', 'text'],
  ['drawing.svg', 'text'],
  ['model.onnx', 'none'],
])('%s is looked at as %s', (path, kind) => expect(previewKindOf(path)).toBe(kind));

describe('csvRows', () => {
  it.each([
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['"Mar, late","say ""hi"""', [['Mar, late', 'say "hi"']]],
    ['"two\nlines",x', [['two\nlines', 'x']]],
    ['a,\n', [['a', '']]],
    ['', []],
  ])('%j', (text, rows) => expect(csvRows(text, ',', 10)).toEqual(rows));
  it('stops at the limit', () => expect(csvRows('a\nb\nc', ',', 2)).toEqual([['a'], ['b']]));
});
