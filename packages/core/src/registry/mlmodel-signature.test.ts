import { describe, expect, it } from 'vitest';
import { readMlmodelSignature, withSignature } from './mlmodel-signature.js';
import type { InspectedModel } from './read-model-file.js';

const mlmodel = (inputs: unknown, outputs: unknown = [], params: unknown = null): string =>
  [
    'artifact_path: model',
    'flavors:\n  python_function:\n    loader_module: mlflow.sklearn',
    'signature:',
    `  inputs: '${JSON.stringify(inputs)}'`,
    `  outputs: '${JSON.stringify(outputs)}'`,
    params === null ? '  params: null' : `  params: '${JSON.stringify(params)}'`,
    'utc_time_created: 2026-11-21 10:00:00',
  ].join('\n');
const column = (name: string, type: string, required = true) => ({ name, type, required });
const tensor = (dtype: string, shape: number[]) => ({ type: 'tensor', 'tensor-spec': { dtype, shape } });
const columnsOf = (text: string) =>
  readMlmodelSignature(text)?.features.map(({ name, type, optional }) => `${name} ${type}${optional ? '?' : ''}`);

describe('a signature in MLmodel', () => {
  it('of columns is a schema of these columns', () => {
    const text = mlmodel(
      [
        column('distance', 'double'),
        column('carrier', 'string', false),
        column('late', 'boolean'),
        column('day', 'datetime'),
        { ...column('path', 'array'), items: { type: 'long' } },
      ],
      [{ type: 'long' }],
    );
    expect(columnsOf(text)).toEqual([
      'distance numeric',
      'carrier text?',
      'late categorical',
      'day text',
      'path tensor',
    ]);
    expect(readMlmodelSignature(text)).toMatchObject({
      task: 'classification',
      outputs: [{ name: 'output', role: 'label' }],
      inputs: [{ name: 'distance', datatype: 'FP64', shape: [-1] }, {}, {}, {}, {}],
    });
  });

  it.each([
    ['a matrix gives one feature a column', tensor('float32', [-1, 3]), ['input[0]', 'input[1]', 'input[2]']],
    ['an image is one tensor', tensor('uint8', [-1, 28, 28]), ['input']],
    ['columns past counting are one tensor', tensor('float64', [-1, 2_000_000_000]), ['input']],
  ])('%s', (_, input, expected) => {
    expect(readMlmodelSignature(mlmodel([input]))?.features.map(({ name }) => name)).toEqual(expected);
  });

  it('keeps its params with their defaults as JSON', () => {
    const params = [
      { name: 'temperature', type: 'double', default: 0.5, shape: null },
      { name: 'stop', type: 'string', default: ['a'], shape: [-1] },
      { name: 'seed', type: 'long', default: null, shape: null },
    ];
    expect(readMlmodelSignature(mlmodel([column('a', 'long')], [], params))?.params).toEqual([
      { name: 'temperature', type: 'double', default: '0.5' },
      { name: 'stop', type: 'string', default: '["a"]' },
      { name: 'seed', type: 'long', default: 'null' },
    ]);
    expect(readMlmodelSignature(mlmodel([column('a', 'long')]))).not.toHaveProperty('params');
    expect(() => readMlmodelSignature(mlmodel([column('a', 'long')], [], [{ type: 'long' }]))).toThrow(/name/);
  });

  it('names every column once', () => {
    const text = mlmodel([column('a', 'long'), column('a', 'long'), { type: 'double' }]);
    expect(columnsOf(text)).toEqual(['a numeric', 'input[1] numeric', 'input[2] numeric']);
  });

  it('may be folded over lines and in double quotes', () => {
    const folded = `signature:\n  inputs: '[{"type": "double",\n    "name": "it''s"}]'\n  outputs: "[{\\"type\\": \\"double\\"}]"\n`;
    expect(readMlmodelSignature(folded)).toMatchObject({ task: 'regression', features: [{ name: "it's" }] });
  });

  it.each([
    '',
    'flavors: {}',
    'signature: null',
    'signature:',
    'signature:\nrun_id: x',
    'as registered',
    '- signature',
  ])('is null in %j', (text) => expect(readMlmodelSignature(text)).toBeNull());

  it.each([
    ['inputs that are no JSON', "signature:\n  inputs: 'x'"],
    ['inputs without quotes', 'signature:\n  inputs: [{type: double}]'],
    ['inputs that are none', mlmodel([])],
    ['inputs of another type', mlmodel({ a: 1 })],
    ['a column without type', mlmodel([{ name: 'a' }])],
    ['a shape of text', mlmodel([tensor('float32', ['x'] as unknown as number[])])],
    ['too many columns', mlmodel(Array.from({ length: 10_001 }, () => ({ type: 'long' })))],
    ['a depth that no stack holds', `signature:\n  inputs: '${'['.repeat(500_000)}'`],
    ['texts without end', `signature:\n  inputs: ${'"x" '.repeat(200_000)}`],
    ['a quote without end', `signature:\n  inputs: '${"'".repeat(500_001)}`],
  ])('that has %s is refused at once', (_, text) => {
    const before = performance.now();
    expect(() => readMlmodelSignature(text)).toThrow(Error);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

describe('names from a signature', () => {
  const file = (metadata: Record<string, string> = {}) =>
    ({
      facts: { metadata },
      schema: {
        inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
        features: [0, 1].map((index) => ({ name: `x[${index}]`, type: 'numeric', input: 'x', index })),
      },
    }) as unknown as InspectedModel;
  const names = ({ schema }: InspectedModel) => schema.features.map(({ name }) => name);
  const signature = (...types: string[]) =>
    readMlmodelSignature(mlmodel(types.map((type, index) => column(`column ${index}`, type))))!;

  it('stand for columns that the ONNX file does not name', () => {
    const named = withSignature(file(), signature('double', 'long'));
    expect(named.schema.features).toEqual([
      { name: 'column 0', type: 'numeric', input: 'x', index: 0 },
      { name: 'column 1', type: 'numeric', input: 'x', index: 1 },
    ]);
  });

  it.each([
    ['there are more of them', file(), signature('double', 'double', 'double')],
    ['their types differ', file(), signature('double', 'string')],
    ['the file names its own', file({ 'slipway.schema': '{}' }), signature('double', 'long')],
  ])('are not taken when %s', (_, inspected, from) => {
    expect(names(withSignature(inspected, from))).toEqual(['x[0]', 'x[1]']);
  });
});
