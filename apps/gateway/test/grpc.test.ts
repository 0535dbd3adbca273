import { Client, credentials, makeGenericClientConstructor, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import type { InferRequestMessage, InferResponseMessage } from '@slipway/inference';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inferenceService } from '@slipway/inference/grpc-service';
import { actor, startServedCore, type ServedCore } from './served-core.js';
import { brokenFlights, lateFlights } from './test-models.js';

type Answer<T> = { reply: T; metadata: Metadata };
type Unary = (
  request: object,
  metadata: Metadata,
  answer: (error: ServiceError | null, reply: never) => void,
) => {
  on(event: 'metadata', listener: (metadata: Metadata) => void): void;
};
type Deadlined = (
  request: object,
  metadata: Metadata,
  options: { deadline: number },
  answer: (error: ServiceError | null) => void,
) => void;

let served: ServedCore;
let client: Client;

beforeAll(async () => {
  served = await startServedCore();
  await served.deploy('flights', await served.register('late', lateFlights));
  await served.deploy('broken', await served.register('broken', brokenFlights));
  const Service = makeGenericClientConstructor(inferenceService, 'GRPCInferenceService');
  client = new Service(`127.0.0.1:${served.gateway.grpcPort}`, credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await served.stop();
});

const withToken = (more: Record<string, string> = {}): Metadata => {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${served.token}`);
  for (const [name, value] of Object.entries(more)) metadata.set(name, value);
  return metadata;
};

function call<T>(method: string, request: object, metadata = withToken()): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    let headers = new Metadata();
    const unary = (client as unknown as Record<string, Unary>)[method]!.bind(client);
    unary(request, metadata, (error, reply) => (error ? reject(error) : resolve({ reply, metadata: headers }))).on(
      'metadata',
      (given) => {
        headers = given;
      },
    );
  });
}

const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
const request = (input: object, more: Partial<InferRequestMessage> = {}): object => ({
  model_name: 'flights',
  id: 'mine',
  inputs: [{ name: 'features', datatype: 'FP32', shape: [2, 2], ...input }],
  ...more,
});
const scoresOf = ({ raw_output_contents: [raw] }: InferResponseMessage): number[] => [
  ...new Float32Array(new Uint8Array(raw!).buffer),
];
const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    ({ code, details, metadata }: ServiceError) => ({ code, details, own: metadata.get('x-slipway-code')[0] }),
  );

describe('ModelInfer', () => {
  test.each([
    ['raw', { raw_input_contents: [floats(1, 0, 2, 1)] }, {}],
    ['typed', {}, { contents: { fp32_contents: [1, 0, 2, 1] } }],
  ])('takes %s contents and answers raw, as over HTTP', async (_kind, more, input) => {
    const { reply, metadata } = await call<InferResponseMessage>('ModelInfer', request(input, more), withToken());
    expect(reply).toMatchObject({ model_name: 'flights', model_version: '1', id: 'mine' });
    expect(reply.outputs).toMatchObject([{ datatype: 'FP32', shape: ['2', '1'] }]);
    expect(scoresOf(reply)).toEqual([1, 1].map((z) => expect.closeTo(1 / (1 + Math.exp(-z)), 5)));
    expect(metadata.get('x-slipway-version')).toEqual(['1']);
    expect(metadata.get('x-slipway-prediction-id')).toHaveLength(1);
  });

  test('is logged like any other prediction', async () => {
    const { metadata } = await call(
      'ModelInfer',
      request({}, { raw_input_contents: [floats(1, 0, 2, 1)] }),
      withToken({ 'x-slipway-key': 'Ada' }),
    );
    await served.gateway.flusher.flush();
    const [id] = metadata.get('x-slipway-prediction-id');
    const logged = await served.core.serving.listPredictions(actor, {
      params: { name: 'flights' },
      query: { limit: 50, errorsOnly: false, outliersOnly: false },
    });
    expect(logged.items.find(({ predictionId }) => predictionId.startsWith(String(id)))).toMatchObject({
      version: 1,
      key: 'Ada',
    });
  });

  test.each([
    [
      'an unknown model',
      request({}, { model_name: 'nowhere', raw_input_contents: [floats(1, 0, 2, 1)] }),
      status.NOT_FOUND,
      'Request for unknown model',
    ],
    [
      'an unknown version',
      request({}, { model_version: '9', raw_input_contents: [floats(1, 0, 2, 1)] }),
      status.NOT_FOUND,
      'Request for unknown model',
    ],
    ['a version that is no number', request({}, { model_version: 'v1' }), status.INVALID_ARGUMENT, 'not a number'],
    [
      'a wrong shape',
      request({ shape: [3, 3] }, { raw_input_contents: [floats(1, 0, 2, 1)] }),
      status.INVALID_ARGUMENT,
      'shape',
    ],
    ['too few bytes', request({}, { raw_input_contents: [floats(1)] }), status.INVALID_ARGUMENT, '16 bytes'],
    [
      'a wrong type',
      request({ datatype: 'FP64' }, { raw_input_contents: [floats(1, 0, 2, 1)] }),
      status.INVALID_ARGUMENT,
      'FP32',
    ],
    ['an unknown type', request({ datatype: 'FP12' }), status.INVALID_ARGUMENT, 'FP12'],
    [
      'typed and raw at once',
      request({ contents: { fp32_contents: [1] } }, { raw_input_contents: [floats(1)] }),
      status.INVALID_ARGUMENT,
      'beside',
    ],
    [
      'fewer raw contents than inputs',
      request({}, { inputs: [], raw_input_contents: [floats(1)] }),
      status.INVALID_ARGUMENT,
      'raw contents',
    ],
    ['no inputs', request({}, { inputs: [] }), status.INVALID_ARGUMENT, 'missing'],
  ])('refuses %s', async (_name, asked, code, text) => {
    expect(await refused(call('ModelInfer', asked))).toMatchObject({ code, details: expect.stringContaining(text) });
  });

  test('passes NaN on, which JSON could not, and blames the version', async () => {
    const asked = request({}, { model_name: 'broken', raw_input_contents: [floats(-1, 0, 1, 0)] });
    const { reply } = await call<InferResponseMessage>('ModelInfer', asked);
    expect(scoresOf(reply)).toEqual([NaN, 0]);
    await served.gateway.flusher.flush();
    const stats = await served.core.serving.getEndpointStats(actor, {
      params: { name: 'broken' },
      query: { minutes: 15 },
    });
    expect(stats.totals.errors).toBe(1);
  });
});

describe('who may ask', () => {
  test('predictions need a token, health does not', async () => {
    const asked = request({}, { raw_input_contents: [floats(1, 0, 2, 1)] });
    expect(await refused(call('ModelInfer', asked, new Metadata()))).toMatchObject({
      code: status.UNAUTHENTICATED,
      own: 'unauthenticated',
    });
    expect(await refused(call('ServerMetadata', {}, new Metadata()))).toMatchObject({ code: status.UNAUTHENTICATED });
    expect((await call('ServerLive', {}, new Metadata())).reply).toEqual({ live: true });
    expect((await call('ServerReady', {}, new Metadata())).reply).toEqual({ ready: true });
  });
});

test('a deadline may be far away', async () => {
  const deadline = Date.now() + 365 * 86_400_000;
  const asked = request({}, { raw_input_contents: [floats(1, 0, 2, 1)] });
  const unary = (client as unknown as Record<string, Deadlined>).ModelInfer!.bind(client);
  await new Promise<void>((resolve, reject) => {
    unary(asked, withToken(), { deadline }, (error) => (error ? reject(error) : resolve()));
  });
});

test('answers are counted by what callers were told', async () => {
  await refused(call('ModelInfer', request({}, { model_name: 'nowhere' })));
  const text = await (await served.ask('/metrics')).text();
  expect(text).toMatch(/slipway_gateway_requests_total\{route="grpc ModelInfer",status="404"\} \d+/);
  expect(text).toMatch(/slipway_gateway_requests_total\{route="grpc ModelInfer",status="200"\} \d+/);
});

test('metadata, readiness and the index say what is served', async () => {
  expect((await call('ModelReady', { name: 'flights' })).reply).toEqual({ ready: true });
  expect((await call('ServerMetadata', {})).reply).toMatchObject({ name: 'slipway' });
  expect((await call('ModelMetadata', { name: 'flights' })).reply).toMatchObject({
    name: 'flights',
    versions: ['1'],
    platform: 'onnxruntime_onnx',
    inputs: [{ datatype: 'FP32', shape: ['-1', '2'] }],
  });
  const { reply } = await call<{ models: { name: string }[] }>('RepositoryIndex', { ready: true });
  expect(reply.models.map(({ name }) => name).sort()).toEqual(['broken', 'flights']);
});
