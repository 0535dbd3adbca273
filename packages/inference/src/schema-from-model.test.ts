import { TensorProto_DataType } from 'onnx-buf';
import { expect, test } from 'vitest';
import { graph, model, node, onnxBytes, tensorInfo } from '../test-models/build-model.js';
import { classifierModel, echoModel, logisticModel, loopModel } from '../test-models/known-models.js';
import type { InferenceError } from './inference-error.js';
import { readOnnxFacts } from './onnx-facts.js';
import { schemaFromModel } from './schema-from-model.js';
import { schemaMetadataKey } from './version-schema.js';

const declared = {
  task: 'classification',
  features: [
    { name: 'distance', type: 'numeric' },
    { name: 'carrier', type: 'categorical', categories: ['AA', 'UA'] },
  ],
  outputs: [{ name: 'probability', role: 'score', classes: ['on time', 'late'] }],
};
const plain = readOnnxFacts(onnxBytes(logisticModel()));
const carrying = readOnnxFacts(onnxBytes(logisticModel({ [schemaMetadataKey]: JSON.stringify(declared) })));

test.each([
  [
    'a matrix gives one feature a column',
    logisticModel(),
    ['features[0] numeric', 'features[1] numeric'],
    ['probability score'],
    'classification',
  ],
  [
    'labels and scores',
    classifierModel(),
    ['x[0] numeric', 'x[1] numeric'],
    ['label label', 'probabilities score'],
    'classification',
  ],
  [
    'columns of rank 1 keep their names',
    echoModel(),
    ['text text', 'count numeric', 'flag categorical'],
    ['text_out label', 'count_out tensor', 'flag_out tensor'],
    'classification',
  ],
  ['a scalar is a tensor', loopModel(1n), ['x tensor'], ['y tensor'], 'other'],
])('%s', (_, proto, features, outputs, task) => {
  const schema = schemaFromModel(readOnnxFacts(onnxBytes(proto)));
  expect(schema.features.map(({ name, type }) => `${name} ${type}`)).toEqual(features);
  expect(schema.outputs.map(({ name, role }) => `${name} ${role}`)).toEqual(outputs);
  expect(schema.task).toBe(task);
});

test('the schema in the file names the columns, one given with the request comes first', () => {
  expect(schemaFromModel(carrying)).toMatchObject({
    task: 'classification',
    features: [
      { name: 'distance', input: 'features', index: 0 },
      { name: 'carrier', input: 'features', index: 1, categories: ['AA', 'UA'] },
    ],
    outputs: declared.outputs,
  });
  const features = [
    { name: 'a', type: 'numeric' },
    { name: 'b', type: 'numeric' },
  ];
  const mixed = schemaFromModel(carrying, { features });
  expect(mixed.features.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(mixed.outputs).toEqual(declared.outputs);
});

test('a whole schema can be given back as it is', () => {
  const schema = schemaFromModel(carrying);
  expect(schemaFromModel(plain, schema)).toEqual(schema);
});

const [distance, carrier] = declared.features;
test.each([
  ['no object', 7, 'schema'],
  ['an unknown field', { colour: 1 }, 'schema.colour'],
  ['an unknown task', { task: 'magic' }, 'schema.task'],
  ['too few columns', { features: [distance] }, 'schema.features'],
  ['too many columns', { features: [distance, carrier, { name: 'x', type: 'numeric' }] }, 'schema.features'],
  ['a name twice', { features: [distance, distance] }, 'schema.features[1].name'],
  [
    'a column twice',
    {
      features: [
        { ...distance, index: 1 },
        { ...carrier, index: 1 },
      ],
    },
    'schema.features',
  ],
  ['text in a float column', { features: [distance, { name: 'note', type: 'text' }] }, 'schema.features[1].type'],
  ['an input that is not there', { features: [distance, { ...carrier, input: 'y' }] }, 'schema.features[1].input'],
  ['a very long name', { features: [distance, { ...carrier, name: 'x'.repeat(10_000) }] }, 'schema.features[1].name'],
  ['an output that is not there', { outputs: [{ name: 'y', role: 'score' }] }, 'schema.outputs[0].name'],
])('refuses %s', (_, wrong, path) => {
  const error = thrown(() => schemaFromModel(plain, wrong));
  expect(error).toMatchObject({ code: 'invalid_schema', status: 422 });
  expect(error.errors?.map((field) => field.path)).toContain(path);
});

const pixels = readOnnxFacts(
  onnxBytes(
    model(
      graph({
        input: [tensorInfo('pixels', TensorProto_DataType.FLOAT, ['N', 3, 8, 6])],
        output: [tensorInfo('same', TensorProto_DataType.FLOAT, ['N', 3, 8, 6])],
        node: [node('Identity', ['pixels'], ['same'])],
      }),
    ),
  ),
);
const photo = (image: unknown, type = 'image') => ({ features: [{ name: 'photo', type, image }] });

test('what is left out of an image preparation is the usual', () => {
  expect(schemaFromModel(pixels, photo({})).features[0]?.image).toEqual({
    layout: 'nchw',
    fit: 'cover',
    order: 'rgb',
    scale: 1 / 255,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  });
  const given = {
    layout: 'nchw',
    fit: 'fill',
    shortestSide: 10,
    order: 'bgr',
    scale: 1,
    mean: [1, 2, 3],
    std: [4, 5, 6],
  };
  expect(schemaFromModel(pixels, photo(given)).features[0]?.image).toEqual(given);
});

test.each([
  [photo(7), 'image'],
  [photo({ colour: 1 }), 'image.colour'],
  [photo({ layout: 'nhwc' }), 'image.layout'],
  [photo({ order: 'grey' }), 'image.order'],
  [photo({ scale: 0 }), 'image.scale'],
  [photo({ mean: [0, 1] }), 'image.mean'],
  [photo({ std: [1, 0, 1] }), 'image.std'],
  [photo({ std: 'one' }), 'image.std'],
  [photo({ shortestSide: 4 }), 'image.shortestSide'],
  [photo({}, 'tensor'), 'image'],
])('refuses %j', (wrong, path) => {
  const error = thrown(() => schemaFromModel(pixels, wrong));
  expect(error.errors?.map((field) => field.path)).toContain(`schema.features[0].${path}`);
});

test('refuses metadata that is not JSON', () => {
  const broken = readOnnxFacts(onnxBytes(logisticModel({ [schemaMetadataKey]: '{' })));
  expect(() => schemaFromModel(broken)).toThrow(/not JSON/);
});

function thrown(act: () => unknown): InferenceError {
  try {
    act();
  } catch (error) {
    return error as InferenceError;
  }
  throw new Error('nothing was thrown');
}
