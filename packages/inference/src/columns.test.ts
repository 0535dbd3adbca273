import { describe, expect, it } from 'vitest';
import { feedsFromColumns } from './feeds-from-columns.js';
import { feedsFromRows } from './feeds-from-rows.js';
import { columnsFromOutputs, rowsFromOutputs } from './rows-from-outputs.js';
import type { Tensors } from './tensors.js';
import type { Feature, SchemaOutput, VersionSchema } from './version-schema.js';

const numeric = (name: string, input: string, index = 0): Feature => ({ name, type: 'numeric', input, index });
const schemaOf = (
  features: Feature[],
  inputs: VersionSchema['inputs'],
  outputs: SchemaOutput[] = [],
): VersionSchema => ({
  task: 'classification',
  features,
  outputs,
  inputs,
  tensorOutputs: [],
});

const mixed = schemaOf(
  [
    numeric('distance', 'distance'),
    { name: 'origin', type: 'categorical', input: 'origin', index: 0 },
    { name: 'carrier', type: 'categorical', input: 'carrier', index: 0, categories: ['AA', 'UA'] },
    { ...numeric('delay', 'delay'), optional: true },
    numeric('a', 'wide', 0),
    numeric('b', 'wide', 1),
    { name: 'vector', type: 'tensor', input: 'vector', index: 0 },
  ],
  [
    { name: 'distance', datatype: 'FP32', shape: [-1, 1] },
    { name: 'origin', datatype: 'BYTES', shape: [-1, 1] },
    { name: 'carrier', datatype: 'INT64', shape: [-1] },
    { name: 'delay', datatype: 'FP64', shape: [-1, 1] },
    { name: 'wide', datatype: 'FP32', shape: [-1, 2] },
    { name: 'vector', datatype: 'FP32', shape: [-1, 3] },
  ],
);
const rows = [
  { distance: 1.5, origin: 'LAS', carrier: 'UA', delay: 3, a: 1, b: 2, vector: [1, 2, 3], late: 1 },
  { distance: -2, origin: 'Łódź', carrier: 'AA', delay: null, a: 3, b: 4, vector: [4, 5, 6], late: 0 },
  { distance: 0.25, origin: 'LAS', carrier: 'AA', a: 5, b: 6, vector: [7, 8, 9], late: 0 },
];

function tableOf(of: readonly Readonly<Record<string, unknown>>[]) {
  const names = [...new Set(of.flatMap((row) => Object.keys(row)))];
  return { rows: of.length, columns: new Map(names.map((name) => [name, of.map((row) => row[name])])) };
}

const changed = (change: Record<string, unknown>) => rows.map((row, i) => (i === 1 ? { ...row, ...change } : row));

describe('feedsFromColumns', () => {
  it('feeds what feedsFromRows feeds, whatever fills an input', () =>
    expect(feedsFromColumns(mixed, tableOf(rows))).toEqual(feedsFromRows(mixed, rows, { others: 'ignore' })));

  it.each([
    ['a text for a number', { distance: 'far' }],
    ['a number too large for a float', { distance: 1e300 }],
    ['a number for a text', { origin: 5 }],
    ['an unknown category', { carrier: 'ZZ' }],
    ['a missing number', { distance: null }],
    ['a list of another length', { vector: [1] }],
    ['a value that is not given', { distance: undefined, a: undefined }],
  ])('refuses %s as feedsFromRows does', (_, change) => {
    const wrong = changed(change);
    const refusal = (() => {
      try {
        return void feedsFromRows(mixed, wrong, { others: 'ignore' });
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toMatchObject({ code: 'invalid_rows' });
    expect(() => feedsFromColumns(mixed, tableOf(wrong))).toThrow(refusal as Error);
  });

  it('a column that is not there is missing in each row, unless it is optional', () => {
    const { columns } = tableOf(rows);
    const without = (name: string) => ({ rows: 3, columns: new Map([...columns].filter(([key]) => key !== name)) });
    expect(() => feedsFromColumns(mixed, without('origin'))).toThrow('rows[0].origin is missing');
    expect(feedsFromColumns(mixed, without('delay'))['delay']?.data).toEqual(new Float64Array(3).fill(NaN));
  });
});

describe('columnsFromOutputs', () => {
  const score = (shape: number[], data: number[]): Tensors => ({
    out: { datatype: 'FP32', shape, data: Float32Array.from(data) },
  });
  const cases: [string, SchemaOutput[], Tensors][] = [
    ['a bare score', [{ name: 'out', role: 'score' }], score([3], [0.1, 0.5, 0.9])],
    [
      'a score with two classes',
      [{ name: 'out', role: 'score', classes: ['no', 'yes'] }],
      score([3, 1], [0.1, 0.5, 0.9]),
    ],
    [
      'scores by class',
      [{ name: 'out', role: 'score', classes: ['no', 'yes'] }],
      score([3, 2], [1, 0, 0.3, 0.7, 0.2, 0.8]),
    ],
    ['a value in a list of lists', [{ name: 'out', role: 'value' }], score([3, 1, 1], [1, 2, 3])],
    ['vectors', [{ name: 'out', role: 'embedding' }], score([3, 1], [1, 2, 3])],
    ['numbers that name classes', [{ name: 'out', role: 'label', classes: ['a', 'b'] }], score([3], [1, 0, 1])],
    [
      'a label beside a score',
      [
        { name: 'said', role: 'label' },
        { name: 'out', role: 'score', classes: ['a', 'b', 'c'] },
      ],
      { said: { datatype: 'BYTES', shape: [3], data: ['a', 'b', 'c'] }, ...score([3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]) },
    ],
  ];

  it.each(cases)('reads %s as rowsFromOutputs does', (_, outputs, tensors) => {
    const schema = schemaOf([], [], outputs);
    const columns = columnsFromOutputs(schema, tensors, 3);
    const again = [0, 1, 2].map((row) =>
      Object.fromEntries(Object.entries(columns).map(([key, list]) => [key, list[row]])),
    );
    expect(again).toEqual(rowsFromOutputs(schema, tensors, 3));
  });

  it('refuses NaN, and an output without a row for each row', () => {
    const schema = schemaOf([], [], [{ name: 'out', role: 'score' }]);
    expect(() => columnsFromOutputs(schema, score([3], [0, NaN, 1]), 3)).toThrow('predictions[1].score');
    expect(() => columnsFromOutputs(schema, score([2], [0, 1]), 3)).toThrow('has no row for each of 3 rows');
  });
});
