import { expect, test } from 'vitest';
import { onnxBytes } from '../test-models/build-model.js';
import { classifierModel, echoModel, logisticModel, logModel } from '../test-models/known-models.js';
import { feedsFromRows } from './feeds-from-rows.js';
import type { InferenceError } from './inference-error.js';
import { readOnnxFacts } from './onnx-facts.js';
import { rowsFromOutputs } from './rows-from-outputs.js';
import { schemaFromModel } from './schema-from-model.js';
import { loadSession } from './session.js';
import { maxRowsPerRun } from './version-schema.js';

const flights = schemaFromModel(readOnnxFacts(onnxBytes(logisticModel())), {
  features: [
    { name: 'distance', type: 'numeric', optional: true },
    { name: 'carrier', type: 'categorical', categories: ['AA', 'UA'] },
  ],
  outputs: [{ name: 'probability', role: 'score', classes: ['on time', 'late'] }],
});

async function predict(proto: ReturnType<typeof logisticModel>, rows: readonly unknown[], schema = schemaOf(proto)) {
  const session = await loadSession(onnxBytes(proto));
  const outputs = await session.run(feedsFromRows(schema, rows));
  await session.release();
  return rowsFromOutputs(schema, outputs, rows.length);
}

function schemaOf(proto: ReturnType<typeof logisticModel>) {
  return schemaFromModel(readOnnxFacts(onnxBytes(proto)));
}

test('rows become predictions, a category its position, a score its class', async () => {
  const rows = [
    { distance: 1, carrier: 'UA' },
    { distance: -1, carrier: 'AA' },
  ];
  const [late, early] = await predict(logisticModel(), rows, flights);
  expect(late).toEqual({ label: 'late', score: expect.closeTo(1 / (1 + Math.exp(-1.5)), 6) });
  expect(early).toEqual({ label: 'on time', score: expect.closeTo(1 / (1 + Math.exp(1.5)), 6) });
});

test('labels and scores of a classifier', async () => {
  const outputs = [
    { name: 'label', role: 'label' },
    { name: 'probabilities', role: 'score', classes: ['a', 'b', 'c'] },
  ];
  const schema = schemaFromModel(readOnnxFacts(onnxBytes(classifierModel())), { outputs });
  const [first] = await predict(classifierModel(), [{ 'x[0]': 0, 'x[1]': 3 }], schema);
  expect(first).toMatchObject({ label: 1, score: { b: expect.closeTo(0.9503, 4) } });
});

test('strings, integers and booleans pass through; 2^53 and more as text', async () => {
  const rows = [{ text: 'Łódź', count: '9007199254740993', flag: true }];
  expect(await predict(echoModel(), rows)).toEqual([{ label: 'Łódź', count_out: '9007199254740993', flag_out: true }]);
});

test('NaN and infinity are an error that names the row', async () => {
  const wrong = predict(logModel(), [{ x: 1 }, { x: 0 }, { x: -1 }]);
  await expect(wrong).rejects.toMatchObject({
    code: 'non_finite_output',
    status: 500,
    errors: [{ path: 'predictions[1].value' }, { path: 'predictions[2].value' }],
  });
});

test('an optional feature may be null or absent', () => {
  const feeds = feedsFromRows(flights, [{ carrier: 'AA' }, { distance: null, carrier: 'UA' }]);
  expect([...(feeds.features?.data ?? [])]).toEqual([Number.NaN, 0, Number.NaN, 1]);
});

const row = { distance: 1, carrier: 'AA' };
test.each([
  ['no list', { rows: 1 }, 'rows', /list/],
  ['no rows', [], 'rows', /list/],
  ['a row that is a list', [row, [1, 2]], 'rows[1]', /object/],
  ['a missing feature', [row, { distance: 2 }], 'rows[1].carrier', /missing/],
  ['an extra feature', [{ ...row, colour: 1 }], 'rows[0].colour', /not a feature/],
  ['__proto__', [JSON.parse('{"distance":1,"carrier":"AA","__proto__":{}}')], 'rows[0].__proto__', /not a feature/],
  ['a text for a number', [row, row, row, { ...row, distance: '1' }], 'rows[3].distance', /expected a number, got "1"/],
  ['an unknown category', [{ ...row, carrier: 'ZZ' }], 'rows[0].carrier', /not one of the 2 known/],
  ['a null that is not optional', [{ ...row, carrier: null }], 'rows[0].carrier', /not one of/],
])('refuses %s', (_, rows, path, message) => {
  const error = thrown(() => feedsFromRows(flights, rows));
  expect(error).toMatchObject({ code: 'invalid_rows', status: 422 });
  expect(error.errors?.[0]).toMatchObject({ path, message: expect.stringMatching(message) });
});

test('a 10,000-character name is cut in the answer', () => {
  const error = thrown(() => feedsFromRows(flights, [{ ...row, ['x'.repeat(10_000)]: 1 }]));
  expect(error.errors?.[0]?.path.length).toBeLessThan(130);
});

test('a fixed batch of one takes one row', () => {
  const single = schemaOf(logisticModel({}, 1));
  expect(maxRowsPerRun(single)).toBe(1);
  expect(maxRowsPerRun(flights)).toBeNull();
  const rows = [1, 2].map((x) => ({ 'features[0]': x, 'features[1]': x }));
  expect(feedsFromRows(single, rows.slice(1)).features?.shape).toEqual([1, 2]);
  expect(() => feedsFromRows(single, rows)).toThrow(/one row at a time/);
});

function thrown(act: () => unknown): InferenceError {
  try {
    act();
  } catch (error) {
    return error as InferenceError;
  }
  throw new Error('nothing was thrown');
}
