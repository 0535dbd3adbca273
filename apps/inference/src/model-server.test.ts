import { Client, credentials, makeGenericClientConstructor, status, type ServiceError } from '@grpc/grpc-js';
import type { InferResponseMessage } from '@slipway/inference';
import { inferenceService } from '@slipway/inference/grpc-service';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fetchPublicModel } from '../../../scripts/public-models.mjs';
import { readEnv } from './env.js';
import { ModelServer } from './model-server.js';
import type { ModelServerOptions } from './model-server.js';

type Unary = (this: Client, request: object, answer: (error: ServiceError | null, reply: object) => void) => void;

let options: ModelServerOptions;
let server: ModelServer;
let base: string;
let client: Client;

beforeAll(async () => {
  options = {
    modelPath: await fetchPublicModel('silero_vad_v5.onnx'),
    modelName: 'speech',
    modelVersion: '5',
    host: '127.0.0.1',
    port: 0,
    grpcPort: 0,
    intraOpThreads: 1,
    batchRows: null,
    batchDelayMs: 0,
  };
  server = new ModelServer(options);
  const { port, grpcPort } = await server.start();
  base = `http://127.0.0.1:${port}`;
  const Service = makeGenericClientConstructor(inferenceService, 'GRPCInferenceService');
  client = new Service(`127.0.0.1:${grpcPort}`, credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await server.drain(1_000);
});

const silence = {
  id: 'first',
  inputs: [
    { name: 'input', shape: [1, 512], datatype: 'FP32', data: Array.from({ length: 512 }, () => 0) },
    { name: 'state', shape: [2, 1, 128], datatype: 'FP32', data: Array.from({ length: 256 }, () => 0) },
    { name: 'sr', shape: [], datatype: 'INT64', data: [16_000] },
  ],
  outputs: [{ name: 'output' }],
};

function call<T>(method: string, request: object): Promise<T> {
  return new Promise((resolve, reject) => {
    (client as unknown as Record<string, Unary>)[method]!.call(client, request, (error, reply) =>
      error ? reject(error) : resolve(reply as T),
    );
  });
}

function infer(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  path = '/v2/models/speech/infer',
) {
  return fetch(base + path, { method: 'POST', body, headers });
}

test.each([
  ['/v2/health/live', { live: true }],
  ['/v2/health/ready?verbose=1', { ready: true, live: true }],
  ['/v2/models/speech/ready', { name: 'speech', ready: true }],
  ['/v2/models/speech/versions/5/ready', { name: 'speech', ready: true }],
  ['/v2', { name: 'slipway', extensions: ['binary_tensor_data'] }],
  ['/v2/models/speech', { name: 'speech', versions: ['5'], platform: 'onnxruntime_onnx' }],
])('GET %s', async (path, body) => {
  const response = await fetch(base + path);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject(body);
});

test('metadata tells the tensors of the model', async () => {
  const { inputs } = (await (await fetch(`${base}/v2/models/speech`)).json()) as { inputs: unknown };
  expect(inputs).toEqual([
    { name: 'input', datatype: 'FP32', shape: [-1, -1] },
    { name: 'state', datatype: 'FP32', shape: [2, -1, 128] },
    { name: 'sr', datatype: 'INT64', shape: [] },
  ]);
});

test('infers on a real model in JSON, compressed both ways', async () => {
  const plain = await infer(JSON.stringify(silence));
  expect(plain.headers.get('content-encoding')).toBe('gzip');
  const answer = await plain.json();
  expect(answer).toMatchObject({
    model_name: 'speech',
    model_version: '5',
    id: 'first',
    outputs: [{ name: 'output', shape: [1, 1] }],
  });
  const zipped = await infer(gzipSync(JSON.stringify(silence)), { 'content-encoding': 'gzip' });
  expect(await zipped.json()).toEqual(answer);
});

test('answers in binary when asked', async () => {
  const request = { ...silence, outputs: [{ name: 'output', parameters: { binary_data: true } }] };
  const response = await infer(JSON.stringify(request));
  const bytes = Buffer.from(await response.arrayBuffer());
  const header = Number(response.headers.get('inference-header-content-length'));
  expect(JSON.parse(bytes.subarray(0, header).toString())).toMatchObject({
    outputs: [{ parameters: { binary_data_size: 4 } }],
  });
  expect(bytes.readFloatLE(header)).toBeLessThan(0.1);
});

test.each([
  ['an unknown model', '/v2/models/other/infer', '{}', {}, 404, /^Request for unknown model/],
  ['an unknown version', '/v2/models/speech/versions/6/infer', '{}', {}, 404, /unknown model.*version 6/],
  ['a broken path', '/v2/models/%E0%A4%A/infer', '{}', {}, 400, /path/],
  ['an unknown path', '/v2/repository/models', '{}', {}, 404, /Not Found/],
  ['a missing input', undefined, JSON.stringify({ inputs: [] }), {}, 400, /input input is missing/],
  ['no JSON', undefined, 'hello', {}, 400, /not valid JSON/],
  ['a header past the end', undefined, '{}', { 'inference-header-content-length': '10' }, 400, /only 2 bytes/],
  ['another encoding', undefined, '{}', { 'content-encoding': 'br' }, 501, /br is not supported/],
  [
    'a window that is too short',
    undefined,
    JSON.stringify({
      ...silence,
      inputs: silence.inputs.with(0, { name: 'input', shape: [1, 1], datatype: 'FP32', data: [0] }),
    }),
    {},
    400,
    /refused the input/,
  ],
])('refuses %s', async (_, path, body, headers, status, text) => {
  const response = await infer(body, headers as Record<string, string>, path);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-encoding')).toBeNull();
  expect(((await response.json()) as { error: string }).error).toMatch(text);
});

test.each([
  ['GET', '/v2/models/speech/infer', 'POST'],
  ['GET', '/v2/repository/index', 'POST'],
  ['POST', '/v2/health/live', 'GET, HEAD'],
  ['DELETE', '/v2/models/speech', 'GET, HEAD'],
])('%s %s is a wrong verb', async (method, path, allow) => {
  const response = await fetch(base + path, { method });
  expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
});

test.each(['', '{}', '{"ready":true}'])('the index names the model, asked by "%s"', async (body) => {
  const response = await infer(body, {}, '/v2/repository/index');
  expect([response.status, await response.json()]).toEqual([
    200,
    [{ name: 'speech', version: '5', state: 'READY', reason: '' }],
  ]);
});

test('an index is asked for by an object', async () => {
  const response = await infer('[]', {}, '/v2/repository/index');
  expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid_request' }]);
});

test('over gRPC it says the same', async () => {
  expect(await call('ServerLive', {})).toEqual({ live: true });
  expect(await call('ServerReady', {})).toEqual({ ready: true });
  expect(await call('ServerMetadata', {})).toMatchObject({ name: 'slipway', version: '5' });
  expect(await call('ModelReady', { name: 'speech', version: '5' })).toEqual({ ready: true });
  expect(await call('ModelMetadata', { name: 'speech' })).toMatchObject({
    platform: 'onnxruntime_onnx',
    inputs: [{ name: 'input' }, { name: 'state' }, { name: 'sr', shape: [] }],
  });
  expect(await call('RepositoryIndex', {})).toEqual({
    models: [{ name: 'speech', version: '5', state: 'READY', reason: '' }],
  });
});

test('over gRPC it predicts the same, and refuses the same', async () => {
  const overHttp = (await (await infer(JSON.stringify(silence))).json()) as { outputs: { data: number[] }[] };
  const inputs = silence.inputs.map(({ name, shape, datatype, data }) => {
    const field = datatype === 'INT64' ? 'int64_contents' : 'fp32_contents';
    return { name, shape, datatype, contents: { [field]: data } };
  });
  const request = { model_name: 'speech', id: 'first', inputs, outputs: [{ name: 'output' }] };
  const { raw_output_contents: raw, ...answer } = await call<InferResponseMessage>('ModelInfer', request);
  expect(answer).toMatchObject({ model_name: 'speech', model_version: '5', id: 'first' });
  expect(Buffer.from(raw[0]!).readFloatLE()).toBeCloseTo(overHttp.outputs[0]!.data[0]!, 6);
  await expect(call('ModelInfer', { ...request, model_name: 'other' })).rejects.toMatchObject({
    code: status.NOT_FOUND,
    details: expect.stringContaining('Request for unknown model'),
  });
  await expect(call('ModelInfer', { ...request, inputs: [] })).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
});

test('metrics carry the names of Triton', async () => {
  const text = await (await fetch(`${base}/metrics`)).text();
  expect(text).toMatch(/nv_inference_request_success\{model="speech",version="5"\} [1-9]/);
  expect(text).toMatch(/nv_inference_request_failure\{reason="REJECTED",model="speech",version="5"\} [1-9]/);
  expect(text).toMatch(/nv_inference_pending_request_count\{.*\} 0/);
});

test('a caller who hangs up in the middle of a body does not hold up the end', async () => {
  const other = new ModelServer(options);
  const { port } = await other.start();
  const underWay = async (): Promise<string | undefined> => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return /nv_inference_pending_request_count\{.*\} (\d+)/.exec(text)?.[1];
  };
  const caller = connect(port, '127.0.0.1');
  caller.write('POST /v2/models/speech/infer HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"inputs"');
  await expect.poll(underWay).toBe('1');
  caller.destroy();
  await expect.poll(underWay).toBe('0');
  const fromMs = performance.now();
  await other.drain(10_000);
  expect(performance.now() - fromMs).toBeLessThan(5_000);
});

test('the process starts from its environment and drains on SIGTERM', async () => {
  const entry = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  const env = { MODEL_PATH: await fetchPublicModel('silero_vad_v5.onnx'), MODEL_NAME: 'speech', PORT: '0' };
  const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ready = JSON.parse(String((await lines.next()).value)) as { message: string; port: number };
  expect(ready.message).toBe('ready');
  const running = fetch(`http://127.0.0.1:${ready.port}/v2/models/speech/infer`, {
    method: 'POST',
    body: JSON.stringify(silence),
  });
  expect((await running).status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test.each([
  [{ MODEL_NAME: 'm' }, /MODEL_PATH is not set/],
  [{ MODEL_PATH: 'p' }, /MODEL_NAME is not set/],
  [{ MODEL_PATH: 'p', MODEL_NAME: 'm', PORT: '80a' }, /PORT must be a natural number/],
  [{ MODEL_PATH: 'p', MODEL_NAME: 'm', GRPC_PORT: '' }, /GRPC_PORT must be a natural number/],
  [{ MODEL_PATH: 'p', MODEL_NAME: 'm', BATCH_ROWS: '-1' }, /BATCH_ROWS must be a natural number/],
])('the environment %o is refused', (env, message) => {
  expect(() => readEnv(env)).toThrow(message);
});
