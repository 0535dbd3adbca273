import { afterAll, beforeAll, expect, test } from 'vitest';
import { actor, startServedCore, type ServedCore } from './served-core.js';
import { brokenFlights, lateFlights, laterFlights } from './test-models.js';

let served: ServedCore;
beforeAll(async () => {
  served = await startServedCore();
  await served.deploy('flights', await served.register('late', lateFlights));
  await served.deploy('broken', await served.register('broken', brokenFlights));
});
afterAll(() => served.stop());

const cacheFor = async (name: string, cacheSeconds: number | null) => {
  await served.core.serving.updateEndpoint(actor, { params: { name }, body: { cacheSeconds } });
  await served.gateway.routes.refresh();
};
const ask = async (endpoint: string, distance: number) => {
  const body = { rows: [{ distance, carrier: 'WN' }] };
  const response = await served.ask(`/v1/endpoints/${endpoint}/predict`, body);
  const { version, predictions } = (await response.json()) as { version?: number; predictions?: { score: number }[] };
  const cache = response.headers.get('x-slipway-cache');
  return { status: response.status, cache, version, score: predictions?.[0]?.score };
};
const sigmoid = (x: number) => expect.closeTo(1 / (1 + Math.exp(-x)), 5) as number;
const metricLines = async () => (await (await served.ask('/metrics')).text()).split('\n');

test('an answer is given again only where the endpoint says so, and only to the same inputs', async () => {
  expect((await ask('flights', 1)).cache).toBeNull();
  await cacheFor('flights', 60);
  expect([await ask('flights', 2), await ask('flights', 2), await ask('flights', 3)]).toMatchObject([
    { cache: 'miss', score: sigmoid(1) },
    { cache: 'hit', score: sigmoid(1) },
    { cache: 'miss', score: sigmoid(2) },
  ]);
  const metrics = await metricLines();
  expect(metrics).toContain('nv_cache_num_hits_per_model{model="flights",version="1"} 1');
  expect(metrics).toContain('nv_cache_num_misses_per_model{model="flights",version="1"} 2');
  expect(metrics).toContain('nv_inference_request_success{model="flights",version="1"} 4');
  expect(metrics).toContain('nv_inference_count{model="flights",version="1"} 3');
});

test('the other protocol finds the same answer', async () => {
  const asTensors = { inputs: [{ name: 'features', datatype: 'FP32', shape: [1, 2], data: [3, 1] }] };
  const first = await served.ask('/v2/models/flights/infer', asTensors);
  const again = await served.ask('/v2/models/flights/infer', asTensors);
  expect(again.headers.get('x-slipway-cache')).toBe('hit');
  const outputs = async (response: Response) => ((await response.json()) as { outputs: unknown }).outputs;
  expect(await outputs(again)).toEqual(await outputs(first));
});

test('an answer from the cache is a request, but no measure of the time that the version takes', async () => {
  await served.gateway.flusher.flush();
  const { id } = await served.core.serving.requireEndpoint(actor, 'flights');
  await served.core.kit.db.prisma.trafficBucket.deleteMany({ where: { endpointId: id } });
  await ask('flights', 7);
  for (let i = 0; i < 4; i += 1) expect((await ask('flights', 7)).cache).toBe('hit');
  const timed = async () => {
    const line = (await metricLines()).find((one) =>
      one.startsWith('slipway_prediction_seconds_count{endpoint="flights"'),
    );
    return Number(line?.split(' ')[1]);
  };
  const before = await timed();
  await ask('flights', 7);
  expect(await timed()).toBe(before);
  await served.gateway.flusher.flush();
  const { totals } = await served.core.serving.getEndpointStats(actor, {
    params: { name: 'flights' },
    query: { minutes: 15 },
  });
  expect(totals.requests).toBe(6);
});

test('equal requests that come together run once, and whoever shared a run that failed runs alone', async () => {
  const runner = served.gateway.routes
    .find('flights')!
    .variants[0]!.model.runnerFor({ batchRows: null, batchDelayMs: 0 })!;
  const { run } = runner;
  let runs = 0;
  runner.run = async (...args) => {
    runs += 1;
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (runs === 2) throw new Error('only once');
    return run.apply(runner, args);
  };
  try {
    const together = await Promise.all([11, 11, 11].map((distance) => ask('flights', distance)));
    expect(together.map(({ status, cache }) => `${status} ${cache}`).toSorted()).toEqual([
      '200 hit',
      '200 hit',
      '200 miss',
    ]);
    expect([runs, new Set(together.map(({ score }) => score)).size]).toEqual([1, 1]);
    const after = await Promise.all([12, 12].map((distance) => ask('flights', distance)));
    expect([after.filter(({ status }) => status === 200).length, runs]).toEqual([1, 3]);
  } finally {
    runner.run = run;
  }
});

test('another version never gets the answers of the one before', async () => {
  const later = await served.register('late', laterFlights);
  await ask('flights', 2);
  await served.canary('flights', later, 10_000);
  expect([await ask('flights', 2), await ask('flights', 2)]).toMatchObject([
    { cache: 'miss', version: 2, score: sigmoid(3) },
    { cache: 'hit', version: 2, score: sigmoid(3) },
  ]);
});

test('a failure is never kept', async () => {
  await cacheFor('broken', 60);
  expect((await ask('broken', -1)).status).toBe(500);
  expect((await ask('broken', -1)).status).toBe(500);
  expect(await metricLines()).not.toContain('nv_cache_num_hits_per_model{model="broken",version="1"} 1');
});
