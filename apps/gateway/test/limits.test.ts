import { TrafficLimits } from '@slipway/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { holdRuns } from './held-runs.js';
import { actor, startServedCore, type ServedCore } from './served-core.js';
import { lateFlights } from './test-models.js';

let served: ServedCore;
beforeAll(async () => {
  served = await startServedCore();
  const version = await served.register('late', lateFlights);
  for (const name of ['open', 'rate', 'token', 'busy']) await served.deploy(name, version);
});
afterAll(() => served.stop());

const body = { rows: [{ distance: 1, carrier: 'WN' }] };
const predict = (endpoint: string, headers?: Record<string, string>) =>
  served.ask(`/v1/endpoints/${endpoint}/predict`, body, headers);
const infer = (endpoint: string) =>
  served.ask(`/v2/models/${endpoint}/infer`, {
    inputs: [{ name: 'features', datatype: 'FP32', shape: [1, 2], data: [1, 1] }],
  });
const limit = async (name: string, limits: Partial<TrafficLimits>) => {
  await served.core.serving.updateEndpoint(actor, { params: { name }, body: { limits: TrafficLimits.parse(limits) } });
  await served.gateway.routes.refresh();
};
const predictUntil = (signal: AbortSignal) =>
  fetch(`${served.url}/v1/endpoints/busy/predict`, {
    method: 'POST',
    headers: { authorization: `Bearer ${served.token}` },
    body: JSON.stringify(body),
    signal,
  });
const waitingBecomes = async (count: number) => {
  await expect.poll(() => metric('slipway_gateway_waiting')).toBe(count);
};
const metric = async (line: string) => {
  const text = await (await served.ask('/metrics')).text();
  return Number(
    text
      .split('\n')
      .find((one) => one.startsWith(`${line} `))
      ?.split(' ')[1] ?? 0,
  );
};
const statsOf = async (name: string) => {
  await served.gateway.flusher.flush();
  return served.core.serving.getEndpointStats(actor, { params: { name }, query: { minutes: 15 } });
};

test('an endpoint without limits says nothing of them', async () => {
  const response = await predict('open');
  expect([response.status, response.headers.get('ratelimit')]).toEqual([200, null]);
  expect((await infer('open')).status).toBe(200);
});

test('above the rate of an endpoint both protocols refuse, say when to come again, and blame no version', async () => {
  await limit('rate', { requestsPerSecond: 0.02 });
  const first = await predict('rate');
  expect([first.status, first.headers.get('ratelimit-policy'), first.headers.get('ratelimit')]).toEqual([
    200,
    '"endpoint";q=1;w=50',
    '"endpoint";r=0;t=50',
  ]);
  const second = await predict('rate');
  expect([second.status, second.headers.get('content-type')]).toEqual([429, 'application/problem+json']);
  expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(40);
  expect(await second.json()).toMatchObject({ code: 'rate_limited', status: 429 });
  const third = await infer('rate');
  expect([third.status, third.headers.get('ratelimit-policy')]).toEqual([429, '"endpoint";q=1;w=50']);
  const { totals } = await statsOf('rate');
  expect([totals.requests, totals.errors]).toEqual([1, 0]);
  expect(await metric('slipway_gateway_refused_total{endpoint="rate",reason="rate_endpoint"}')).toBe(2);
});

test('a quota of the day is counted by token, and other settings hold at once', async () => {
  await limit('token', { tokenRequestsPerDay: 2 });
  const answers = [await predict('token'), await predict('token'), await predict('token')];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(answers.map(({ headers }) => /r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1])).toEqual(['1', '0', '0']);
  await limit('token', {});
  expect((await predict('token')).status).toBe(200);
});

test('as many run at once as may, so many wait, the rest is refused', async () => {
  await limit('busy', { concurrency: 1, queue: 2 });
  const runs = holdRuns(served, 'busy');
  const running = async () => {
    runs.hold();
    const answer = predict('busy');
    await expect.poll(runs.underWay).toBe(1);
    return { answer };
  };
  try {
    const all = Array.from({ length: 5 }, () => predict('busy'));
    await expect.poll(() => metric('slipway_gateway_refused_total{endpoint="busy",reason="queue_full"}')).toBe(2);
    runs.letGo();
    const answers = await Promise.all(all);
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      200, 200, 200, 503, 503,
    ]);
    expect(answers.find(({ status }) => status === 503)?.headers.get('retry-after')).toBe('1');
    expect(runs.most()).toBe(1);

    const first = await running();
    const late = await predict('busy', { 'x-slipway-timeout-ms': '20' });
    expect([late.status, await late.json()]).toMatchObject([504, { code: 'deadline_exceeded' }]);
    runs.letGo();
    expect((await first.answer).status).toBe(200);

    const second = await running();
    const leaving = new AbortController();
    const gone = Promise.allSettled([1, 2].map(() => predictUntil(leaving.signal)));
    await waitingBecomes(2);
    leaving.abort();
    await gone;
    await waitingBecomes(0);
    expect(await metric('slipway_gateway_refused_total{endpoint="busy",reason="hung_up"}')).toBe(2);
    runs.letGo();
    expect((await second.answer).status).toBe(200);
  } finally {
    runs.end();
  }
  const { totals } = await statsOf('busy');
  expect([totals.requests, totals.errors]).toEqual([5, 0]);
});

test('a time limit is a whole number', async () => {
  expect((await predict('open', { 'x-slipway-timeout-ms': 'soon' })).status).toBe(400);
  expect((await predict('open', { 'x-slipway-timeout-ms': '5000' })).status).toBe(200);
});
