import { Readable } from 'node:stream';
import { gzipSync, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { InferenceError } from '../inference-error.js';
import type { Tensors, TensorSpec } from '../tensors.js';
import { binaryTensorBytes, readBinaryTensor } from './binary-tensor.js';
import { compressInferBody, readInferBody } from './infer-body.js';
import { parseInferHeader } from './infer-header.js';
import { decodeInferRequest } from './infer-request.js';
import { bytesOfBody, encodeInferResponse, joinBody } from './infer-response.js';

const x: TensorSpec = { name: 'x', datatype: 'FP32', shape: [-1, 2] };
const s: TensorSpec = { name: 's', datatype: 'BYTES', shape: [-1] };
const y: TensorSpec = { name: 'y', datatype: 'FP32', shape: [-1] };
const model = { inputs: [x, s], tensorOutputs: [y, { ...y, name: 'z' }] };
const good = [
  { name: 'x', shape: [2, 2], datatype: 'FP32', data: [1, 2, 3, 4] },
  { name: 's', shape: [2], datatype: 'BYTES', data: ['a', 'ł'] },
];

function decode(request: unknown) {
  return decodeInferRequest(model, Buffer.from(JSON.stringify(request)), null);
}

test('reads flat and nested JSON data alike, echoes the id, returns all outputs by default', () => {
  const flat = decode({ id: 'r1', inputs: good });
  expect(flat.id).toBe('r1');
  expect(flat.feeds.x).toEqual({ datatype: 'FP32', shape: [2, 2], data: Float32Array.from([1, 2, 3, 4]) });
  expect(flat.feeds.s?.data).toEqual(['a', 'ł']);
  expect(flat.outputs).toEqual([
    { name: 'y', binary: false },
    { name: 'z', binary: false },
  ]);
  expect(
    decode({
      inputs: [
        {
          ...good[0],
          data: [
            [1, 2],
            [3, 4],
          ],
        },
        good[1],
      ],
    }).feeds,
  ).toEqual(flat.feeds);
});

test('a requested output decides for itself, the request for the others', () => {
  const parameters = { binary_data_output: true };
  expect(decode({ inputs: good, parameters }).outputs.every(({ binary }) => binary)).toBe(true);
  const outputs = [{ name: 'z', parameters: { binary_data: false } }, { name: 'y' }];
  expect(decode({ inputs: good, outputs, parameters }).outputs).toEqual([
    { name: 'z', binary: false },
    { name: 'y', binary: true },
  ]);
});

const [floats, texts] = good;
test.each([
  ['no inputs', {}, 'inputs'],
  ['a missing input', { inputs: [floats] }, 'inputs'],
  ['an unknown input', { inputs: [...good, { ...floats, name: 'w' }] }, 'inputs[2].name'],
  ['an input twice', { inputs: [...good, floats] }, 'inputs[2].name'],
  ['another datatype', { inputs: [{ ...floats, datatype: 'FP64' }, texts] }, 'inputs[0].datatype'],
  ['no datatype', { inputs: [{ ...floats, datatype: null }, texts] }, 'inputs[0].datatype'],
  ['another rank', { inputs: [{ ...floats, shape: [4] }, texts] }, 'inputs[0].shape'],
  ['a negative dimension', { inputs: [{ ...floats, shape: [-2, 2] }, texts] }, 'inputs[0].shape'],
  ['a petabyte shape', { inputs: [{ ...floats, shape: [1e15, 2] }, texts] }, 'inputs[0].data'],
  [
    'a claim of the first list',
    { inputs: [{ ...floats, shape: [3, 2], data: [[1, 2], [], []] }, texts] },
    'inputs[0].data',
  ],
  ['ragged lists', { inputs: [{ ...floats, data: [[1, 2, 3], [4]] }, texts] }, 'inputs[0].data[0]'],
  ['a text for a number', { inputs: [{ ...floats, data: [1, 2, '3', 4] }, texts] }, 'inputs[0].data[2]'],
  ['no data', { inputs: [{ ...floats, data: undefined }, texts] }, 'inputs[0].data'],
  ['a NUL', { inputs: [floats, { ...texts, data: ['a', 'b\0c'] }] }, 'inputs[1].data[1]'],
  ['an unknown output', { inputs: good, outputs: [{ name: 'q' }] }, 'outputs[0].name'],
  ['an output twice', { inputs: good, outputs: [{ name: 'y' }, { name: 'y' }] }, 'outputs[1].name'],
  ['an id that is no text', { id: 7, inputs: good }, 'id'],
])('refuses %s', (_, request, path) => {
  const error = thrown(() => decode(request));
  expect(error).toMatchObject({ code: 'invalid_request', status: 400 });
  expect(error.errors?.map((field) => field.path)).toContain(path);
});

test.each([['{'], ['[]'], ['null'], ['']])('refuses the body %s', (text) => {
  expect(() => decodeInferRequest(model, Buffer.from(text), null)).toThrow(/the request is not/);
});

test('reads binary tensors behind the JSON in their order, also where they are not aligned', () => {
  const bytes = [
    binaryTensorBytes(tensor('FP32', [1, 2], Float32Array.of(1.5, Number.NaN))),
    binaryTensorBytes({ datatype: 'BYTES', shape: [1], data: ['łA'] }),
  ];
  const inputs = [
    { name: 'x', shape: [1, 2], datatype: 'FP32', parameters: { binary_data_size: 8 } },
    { name: 's', shape: [1], datatype: 'BYTES', parameters: { binary_data_size: 7 } },
  ];
  for (const pad of ['', ' ', '  ', '   ']) {
    const encoded = joinBody(JSON.stringify({ inputs }) + pad, bytes);
    const body = bytesOfBody(encoded);
    const header = parseInferHeader(encoded.headers['inference-header-content-length'], body.byteLength);
    const { feeds } = decodeInferRequest(model, body, header);
    expect([...(feeds.x?.data ?? [])]).toEqual([1.5, Number.NaN]);
    expect(feeds.s?.data).toEqual(['łA']);
    expect(() => decodeInferRequest(model, Buffer.concat([body, bytes[0] ?? body]), header)).toThrow(
      /8 bytes after the last/,
    );
    expect(() => decodeInferRequest(model, body.subarray(0, -1), header)).toThrow(/6 bytes are left/);
  }
});

test('a raw request is one tensor of batch one, answered in binary', () => {
  const open = { inputs: [{ ...x, shape: [-1, -1] }], tensorOutputs: [y] };
  const request = decodeInferRequest(open, binaryTensorBytes(tensor('FP32', [3], Float32Array.of(1, 2, 3))), 0);
  expect(request.feeds.x).toEqual({ datatype: 'FP32', shape: [1, 3], data: Float32Array.of(1, 2, 3) });
  expect(request.outputs).toEqual([{ name: 'y', binary: true }]);
  expect(() => decodeInferRequest(open, new Uint8Array(6), 0)).toThrow(/1 elements of FP32 are 4 bytes, got 6/);
  expect(() => decodeInferRequest(model, new Uint8Array(4), 0)).toThrow(/one input/);
});

test.each([
  ['a length past the end', [9, 0, 0, 0, 65], /ends after/],
  ['half a length', [1, 0], /ends after/],
  ['too many', [1, 0, 0, 0, 65, 1, 0, 0, 0, 65], /more than the 1/],
  ['too few', [], /needs 1 elements, got 0/],
  ['a NUL', [1, 0, 0, 0, 0], /NUL/],
  ['bytes that are not UTF-8', [1, 0, 0, 0, 0xff], /UTF-8/],
])('refuses binary strings with %s', (_, bytes, message) => {
  expect(() => readBinaryTensor('BYTES', [1], Uint8Array.from(bytes), 's')).toThrow(message);
});

test.each([['-1'], ['abc'], ['1.5'], [''], ['99999999999'], ['4294967296']])('refuses the header %s', (value) => {
  expect(() => parseInferHeader(value, 2 ** 40)).toThrow(/Unable to parse/);
});

test('the header may not be longer than the body', () => {
  expect(() => parseInferHeader('11', 10)).toThrow(/has only 10 bytes/);
  expect(parseInferHeader('10', 10)).toBe(10);
  expect(parseInferHeader(undefined, 10)).toBeNull();
});

const outputs: Tensors = {
  f: tensor('FP32', [2], Float32Array.of(0.5, -1e-8)),
  i: tensor('INT64', [2], BigInt64Array.of(9_007_199_254_740_993n, -1n)),
  b: tensor('BOOL', [2], Uint8Array.of(1, 0)),
  h: tensor('FP16', [1], Uint16Array.of(0x3c00)),
  t: { datatype: 'BYTES', shape: [1], data: ['"ł"'] },
  bad: tensor('FP32', [2], Float32Array.of(1, Number.POSITIVE_INFINITY)),
};

test('writes JSON with every digit of 64-bit integers', () => {
  const requested = ['f', 'i', 'b', 'h', 't'].map((name) => ({ name, binary: false }));
  const { body, headers } = encodeInferResponse({ modelName: 'm', modelVersion: '3', id: 'r' }, outputs, requested);
  const text = Buffer.from(body).toString();
  expect(headers).toEqual({ 'content-type': 'application/json' });
  expect(text).toContain('"data":[9007199254740993,-1]');
  expect(JSON.parse(text)).toMatchObject({
    model_name: 'm',
    model_version: '3',
    id: 'r',
    outputs: [
      { name: 'f', shape: [2], datatype: 'FP32', data: [0.5, Math.fround(-1e-8)] },
      { name: 'i' },
      { data: [true, false] },
      { data: [1] },
      { data: ['"ł"'] },
    ],
  });
});

test('infinity is an error in JSON and itself in binary', () => {
  const act = () => encodeInferResponse({ modelName: 'm' }, outputs, [{ name: 'bad', binary: false }]);
  expect(thrown(act)).toMatchObject({
    code: 'non_finite_output',
    status: 500,
    errors: [{ path: 'outputs[0].data[1]' }],
  });
  const encoded = encodeInferResponse({ modelName: 'm' }, outputs, [{ name: 'bad', binary: true }]);
  const { headers } = encoded;
  const body = bytesOfBody(encoded);
  const header = Number(headers['inference-header-content-length']);
  expect(JSON.parse(Buffer.from(body.subarray(0, header)).toString())).toEqual({
    model_name: 'm',
    outputs: [{ name: 'bad', shape: [2], datatype: 'FP32', parameters: { binary_data_size: 8 } }],
  });
  expect(readBinaryTensor('FP32', [2], body.subarray(header), 'bad')).toEqual(outputs.bad);
});

test('a body is limited by what comes out of it, not by what it claims', async () => {
  const bomb = gzipSync(Buffer.alloc(1_000_000));
  const read = (bytes: Buffer, encoding?: string) =>
    readInferBody(Readable.from([bytes]), encoding ? { 'content-encoding': encoding } : {}, 10_000);
  await expect(read(bomb, 'gzip')).rejects.toMatchObject({ code: 'body_too_large', status: 413 });
  await expect(read(Buffer.alloc(10_001))).rejects.toMatchObject({ status: 413 });
  await expect(read(bomb.subarray(0, 20), 'gzip')).rejects.toMatchObject({ code: 'invalid_body', status: 400 });
  await expect(read(bomb, 'br')).rejects.toMatchObject({ code: 'unsupported_encoding', status: 501 });
  expect(await read(gzipSync('hello'), 'gzip')).toEqual(Buffer.from('hello'));
});

test('compresses as the caller accepts', async () => {
  const encoded = { body: Buffer.from('hello'), headers: { 'content-type': 'application/json' } };
  expect(await compressInferBody(encoded, undefined)).toBe(encoded);
  const deflated = await compressInferBody(encoded, 'br, deflate');
  expect(deflated.headers['content-encoding']).toBe('deflate');
  expect(inflateSync(bytesOfBody(deflated)).toString()).toBe('hello');
});

function tensor(
  datatype: 'FP32' | 'FP16' | 'INT64' | 'BOOL',
  shape: number[],
  data: Float32Array | Uint16Array | BigInt64Array | Uint8Array,
) {
  return { datatype, shape, data };
}

function thrown(act: () => unknown): InferenceError {
  try {
    act();
  } catch (error) {
    return error as InferenceError;
  }
  throw new Error('nothing was thrown');
}
