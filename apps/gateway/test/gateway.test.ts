import { randomUUID } from 'node:crypto';
import { uuidv7, type Flush } from '@slipway/core';
import { buildNumericCells } from '@slipway/stats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actor, startServedCore, type ServedCore } from './served-core.js';
import { lateFlights } from './test-models.js';

let served: ServedCore;
beforeAll(async () => {
  served = await startServedCore();
  const first = await served.register('late', lateFlights);
  const profile = buildNumericCells(Array.from({ length: 1_000 }, (_, i) => i / 1_000));
  await served.core.kit.db.prisma.baseline.create({
    data: {
      id: uuidv7(),
      workspaceId: 'default',
      versionId: first.id,
      dataset: 'flights',
      datasetVersion: 1,
      rows: 1_000,
      profiles: { distance: profile, prediction: profile } as object,
    },
  });
  await served.deploy('flights', first);
});
afterAll(() => served.stop());

const rows = (...distances: unknown[]) => ({ rows: distances.map((distance) => ({ distance, carrier: 'WN' })) });
const predict = (endpoint: string, body: object | string, headers?: Record<string, string>) =>
  served.ask(`/v1/endpoints/${endpoint}/predict`, body, headers);
const endpointId = async (name: string) => (await served.core.serving.requireEndpoint(actor, name)).id;
const statsOf = async (name: string) => {
  await served.gateway.flusher.flush();
  return served.core.serving.getEndpointStats(actor, { params: { name }, query: { minutes: 15 } });
};

describe('plain rows', () => {
  test('are predicted, and the answer says by whom', async () => {
    const response = await predict('flights', rows(1, 2));
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { predictionId: string; predictions: { score: number }[] };
    expect(answer).toMatchObject({ endpoint: 'flights', model: 'late', version: 1, variant: 'stable' });
    expect(answer.predictions.map(({ score }) => score)).toEqual([0.5, expect.closeTo(1 / (1 + Math.exp(-1)), 5)]);
    const headers = ['x-slipway-version', 'x-slipway-variant', 'x-slipway-config', 'x-slipway-prediction-id'];
    expect(headers.map((name) => response.headers.get(name))).toEqual(['1', 'stable', '1', answer.predictionId]);
  });

  test.each([
    [{ rows: [{ distance: 1 }] }, 422, 'rows[0].carrier'],
    [{ rows: [{ distance: 'far', carrier: 'AA' }] }, 422, 'rows[0].distance'],
    [{ rows: [{ distance: 1, carrier: 'AA', gate: 2 }] }, 422, 'rows[0].gate'],
    [{ rows: [{ distance: 1, carrier: 'XX' }] }, 422, 'rows[0].carrier'],
    [{ rows: [{ distance: 1, carrier: 'AA', 'a\0b': 2 }] }, 422, 'rows[0].a\0b'],
    [{ rows: [] }, 400, 'rows'],
    [{ ...rows(1), at: ['2001-01-01T00:00:00Z', '2001-01-01T00:00:00Z'] }, 400, 'at'],
    [{ ...rows(1), key: 'nul \0' }, 400, 'key'],
    ['{"rows":', 400, undefined],
  ])('that are wrong are refused with their place: %j', async (body, status, path) => {
    const response = await predict('flights', body);
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    const { errors } = (await response.json()) as { errors?: { path: string }[] };
    expect(errors?.[0]?.path).toBe(path);
  });

  test.each([
    ['flights', rows('far'), 'Invalid rows', /rows\[0\].distance/],
    ['flights', { rows: [] }, 'The request is not valid', /rows must not be empty/],
    ['nowhere', rows(1), 'Not found', /nowhere/],
  ])('what is wrong has a title that says its kind: %s %j', async (endpoint, body, title, detail) => {
    const problem = (await (await predict(endpoint, body)).json()) as { title: string; detail: string };
    expect([problem.title, problem.detail]).toEqual([title, expect.stringMatching(detail)]);
  });

  test('need a token with the right to predict, and an endpoint', async () => {
    const statusWith = async (authorization: string) => (await predict('flights', rows(1), { authorization })).status;
    expect([await statusWith(''), await statusWith('Bearer slw_wrong')]).toEqual([401, 401]);
    expect((await predict('nowhere', rows(1))).status).toBe(404);
    expect((await served.ask('/v1/endpoints/flights/predict')).status).toBe(405);
    expect((await served.ask('/v2/models/%E0%A4%A/infer', {})).status).toBe(400);
  });

  test('are logged, counted by the minute of their event time, and nobody is blamed for a caller', async () => {
    const before = (await statsOf('flights')).totals;
    const response = await predict(
      'flights',
      { ...rows(0.25, 0.75), at: '2001-02-03T04:05:06Z' },
      { 'x-slipway-key': 'someone' },
    );
    const id = response.headers.get('x-slipway-prediction-id');
    await predict('flights', rows('far'));
    const { totals } = await statsOf('flights');
    expect([totals.requests - before.requests, totals.rows - before.rows, totals.errors]).toEqual([1, 2, 0]);

    const params = { name: 'flights' };
    const log = await served.core.serving.listPredictions(actor, {
      params,
      query: { limit: 3, errorsOnly: false, outliersOnly: false },
    });
    expect(log.items.map(({ predictionId, status }) => [predictionId.split('/')[1], status])).toEqual([
      ['0', 422],
      ['1', 200],
      ['0', 200],
    ]);
    const at = '2001-02-03T04:05:06.000Z';
    expect(log.items[2]).toMatchObject({
      predictionId: `${id}/0`,
      at,
      key: 'someone',
      inputs: { distance: 0.25, carrier: 'WN' },
      version: 1,
    });
    const cells = await served.core.kit.db.prisma.cellMinute.findMany({
      where: { minute: new Date('2001-02-03T04:05:00Z') },
      orderBy: { feature: 'asc' },
    });
    expect(cells.map(({ feature, rows: count }) => [feature, count])).toEqual([
      ['distance', 2],
      ['prediction', 2],
    ]);
    const mark = await served.core.kit.db.prisma.watermark.findUniqueOrThrow({
      where: { endpointId: await endpointId('flights') },
    });
    expect(mark.firstAt.toISOString()).toBe(at);
  });
});

test('what an endpoint may not log is written down nowhere, whichever way it came', async () => {
  await served.deploy('private', await served.core.registry.requireVersion(actor, 'late', 1));
  const redactions = [
    { feature: 'carrier', by: 'removal' as const },
    { feature: 'distance', by: 'digest' as const },
  ];
  await served.core.serving.updateEndpoint(actor, { params: { name: 'private' }, body: { redactions } });
  await served.gateway.routes.refresh();
  expect((await predict('private', rows(0.123456, 0.123456))).status).toBe(200);
  const input = { name: 'features', shape: [1, 2], datatype: 'FP32', data: [0.5, 0] };
  expect((await served.ask('/v2/models/private/infer', { inputs: [input] })).status).toBe(200);
  expect((await predict('private', rows('0.123456 miles'))).status).toBe(422);
  await served.gateway.flusher.flush();
  const { items } = await served.core.serving.listPredictions(actor, {
    params: { name: 'private' },
    query: { limit: 10, errorsOnly: false, outliersOnly: false },
  });
  const digested = { distance: expect.stringMatching(/^hmac:/) };
  expect(items.map(({ inputs, error }) => error ?? inputs)).toEqual([
    'invalid_rows: rows[0].distance',
    digested,
    digested,
    digested,
  ]);
  expect(items[2]!.inputs).toEqual(items[3]!.inputs);
  expect(JSON.stringify(items)).not.toContain('0.123456');
});

describe('the Open Inference Protocol', () => {
  test('describes the endpoint as a model', async () => {
    expect(await (await served.ask('/v2/models/flights')).json()).toMatchObject({
      name: 'flights',
      versions: ['1'],
      platform: 'onnxruntime_onnx',
      inputs: [{ name: 'features', datatype: 'FP32' }],
    });
    expect(await (await served.ask('/v2/models/flights/versions/1/ready')).json()).toEqual({
      name: 'flights',
      ready: true,
    });
    expect(await (await fetch(`${served.url}/v2/health/ready`)).json()).toEqual({ ready: true, live: true });
    expect(await (await served.ask('/v2/repository/index', '{"ready":true}')).json()).toContainEqual({
      name: 'flights',
      version: '1',
      state: 'READY',
      reason: '',
    });
    for (const path of ['/v2/models/nowhere', '/v2/models/flights/versions/9']) {
      const response = await served.ask(path);
      expect([response.status, await response.json()]).toEqual([
        404,
        expect.objectContaining({ error: expect.stringContaining('Request for unknown model') }),
      ]);
    }
  });

  test.each([
    ['DELETE', '/v2/models/flights', 'GET, HEAD'],
    ['POST', '/v2/models/flights/ready', 'GET, HEAD'],
    ['PUT', '/v2', 'GET, HEAD'],
    ['POST', '/v2/health/ready', 'GET, HEAD'],
    ['POST', '/metrics', 'GET, HEAD'],
    ['GET', '/v2/models/flights/infer', 'POST'],
    ['GET', '/v2/repository/index', 'POST'],
    ['PUT', '/v1/endpoints/flights/predict', 'POST'],
  ])('%s %s is a wrong verb', async (method, path, allow) => {
    const response = await fetch(served.url + path, { method, headers: { authorization: `Bearer ${served.token}` } });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
  });

  test.each(['garbage', '[]', '{"ready":"yes"}'])('an index is not asked for by %s', async (body) => {
    const response = await served.ask('/v2/repository/index', body);
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid_request' }]);
  });

  test('who may, asks for an endpoint to be loaded: it is; files and settings are not taken, and nothing is unloaded', async () => {
    const control = async (path: string, body: object | string = '', headers?: Record<string, string>) => {
      const response = await served.ask(`/v2/repository/models/${path}`, body, headers);
      return [response.status, ((await response.json()) as { error?: string }).error ?? null];
    };
    expect(await control('flights/load')).toEqual([200, null]);
    expect(await control('nowhere/load')).toEqual([400, expect.stringMatching(/^failed to load .*unknown model/)]);
    const override = { parameters: { 'file:1/model.onnx': 'AAAA' } };
    expect(await control('flights/load', override)).toEqual([400, expect.stringContaining('from the registry')]);
    expect(await control('flights/unload')).toEqual([501, expect.stringContaining('failed to unload')]);
    expect(await control('flights/load', '', { authorization: '' })).toEqual([401, expect.anything()]);
    const admin = (await served.core.access.authenticateToken(served.token))!;
    const { secret } = await served.core.access.createToken(actor, admin, {
      body: { name: 'predicts only', scopes: ['predict'], expiresInDays: 1 },
    });
    expect(await control('flights/load', '', { authorization: `Bearer ${secret}` })).toEqual([403, expect.anything()]);
  });

  test('what may be left out may be null, as clients made from a schema send it', async () => {
    const input = { name: 'features', shape: [1, 2], datatype: 'FP32', parameters: null, data: [1, 1] };
    const asked = { id: null, parameters: null, inputs: [input], outputs: null };
    const response = await served.ask('/v2/models/flights/infer', asked);
    expect([response.status, Object.keys((await response.json()) as object)]).toEqual([
      200,
      ['model_name', 'model_version', 'outputs'],
    ]);
  });

  test('takes and gives JSON', async () => {
    const inputs = [
      {
        name: 'features',
        shape: [2, 2],
        datatype: 'FP32',
        data: [
          [1, 1],
          [2, 0],
        ],
      },
    ];
    const response = await served.ask('/v2/models/flights/infer?a=b', { id: 'mine', inputs });
    expect(response.status).toBe(200);
    const { outputs, ...rest } = (await response.json()) as { outputs: { data: number[] }[] };
    expect(rest).toEqual({ model_name: 'flights', model_version: '1', id: 'mine' });
    expect(outputs[0]?.data[0]).toBe(0.5);
    const wrong = await served.ask('/v2/models/flights/infer', { inputs: [{ ...inputs[0], shape: [2, 3] }] });
    expect([wrong.status, await wrong.json()]).toEqual([
      400,
      expect.objectContaining({ error: expect.stringContaining('inputs[0].shape') }),
    ]);
    expect((await served.ask('/v2/models/flights/infer', { inputs }, { 'x-slipway-at': 'now' })).status).toBe(400);
  });

  test('takes and gives binary tensors', async () => {
    const input = { name: 'features', shape: [1, 2], datatype: 'FP32', parameters: { binary_data_size: 8 } };
    const json = JSON.stringify({ inputs: [input], parameters: { binary_data_output: true } });
    const body = Buffer.concat([Buffer.from(json), new Uint8Array(Float32Array.of(3, 3).buffer)]);
    const response = await served.ask('/v2/models/flights/infer', body, {
      'inference-header-content-length': String(json.length),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const header = Number(response.headers.get('inference-header-content-length'));
    expect([response.status, bytes.readFloatLE(header)]).toEqual([200, 0.5]);
  });
});

describe('counting', () => {
  test('a flush that comes twice counts once', async () => {
    const id = await endpointId('flights');
    const { versionId } = served.routeOf('flights').variants[0]!;
    const minute = new Date('1999-01-01T00:00:00Z');
    const flush: Flush = {
      gatewayBoot: randomUUID(),
      sequence: 7,
      rows: [],
      traffic: [
        {
          endpointId: id,
          configNumber: 99,
          versionId,
          role: 'stable',
          bucketAt: minute,
          requests: 5,
          rows: 5,
          errors: 1,
          units: 5,
          errorUnits: 1,
          errorCodes: { x: 1 },
          latency: { accuracy: 0.01, zeros: 5, buckets: [] },
          runTime: { accuracy: 0.01, zeros: 5, buckets: [] },
        },
      ],
      cells: [],
      spans: [],
      evidence: [],
    };
    expect([await served.core.serving.saveFlush(flush), await served.core.serving.saveFlush(flush)]).toEqual([
      true,
      false,
    ]);
    await served.core.serving.saveFlush({ ...flush, sequence: 8 });
    const query = { minutes: 15, from: '1999-01-01T00:00:00Z', to: '1999-01-01T00:01:00Z' };
    const { totals, errorsByCode } = await served.core.serving.getEndpointStats(actor, {
      params: { name: 'flights' },
      query,
    });
    expect([totals.requests, totals.errors, totals.p50Ms, errorsByCode]).toEqual([10, 2, 0, { x: 2 }]);
  });

  test('the playground is counted nowhere, and only the API can play', async () => {
    const before = (await statsOf('flights')).totals.requests;
    const authorization = `Bearer ${await served.core.access.playgroundToken()}`;
    const headers = { 'x-slipway-playground': '1' };
    expect((await predict('flights', rows(1), { ...headers, authorization })).status).toBe(200);
    expect((await statsOf('flights')).totals.requests).toBe(before);
    await predict('flights', rows(1), headers);
    expect((await statsOf('flights')).totals.requests).toBe(before + 1);
  });

  test('Prometheus reads what happened', async () => {
    const text = await (await served.ask('/metrics')).text();
    expect(text).toMatch(/nv_inference_request_success\{model="flights",version="1"\} \d+/);
    expect(text).toMatch(/nv_inference_pending_request_count\{model="flights",version="1"\} 0/);
  });
});

test('without a database it goes on serving, and counts are there afterwards', async () => {
  const before = (await statsOf('flights')).totals.requests;
  served.proxy.cut();
  const statuses = await Promise.all(
    Array.from({ length: 20 }, async () => (await predict('flights', rows(1))).status),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
  await served.gateway.routes.refresh();
  await served.gateway.flusher.flush();
  expect((await predict('flights', rows(1))).status).toBe(200);
  for (const path of ['/v1/endpoints/flights/predict', '/v2/models/flights/infer']) {
    const { status, headers } = await served.ask(path, rows(1), { authorization: 'Bearer slw_never-seen' });
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
  }
  served.proxy.restore();
  await expect.poll(async () => (await statsOf('flights')).totals.requests).toBe(before + 21);
});

test('a gateway that ends does not wait for idle callers', async () => {
  const other = await startServedCore();
  expect((await other.ask('/v2/health/live')).status).toBe(200);
  const { stop } = other.gateway;
  let tookMs = 0;
  other.gateway.stop = async () => {
    const fromMs = performance.now();
    await stop();
    tookMs = performance.now() - fromMs;
  };
  await other.stop();
  expect(tookMs).toBeGreaterThan(0);
  expect(tookMs).toBeLessThan(3_000);
});
