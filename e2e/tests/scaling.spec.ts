import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { createClient, type Client } from '@slipway/client';
import { endpointTable as api, type ScaledVersion } from '@slipway/contracts';
import { linearModel } from '@slipway/testkit';
import { containersWith, removeEverything } from '../story/docker-engine.ts';
import { startSlipway, type Slipway } from '../story/slipway.ts';

const READY = { timeout: 90_000, intervals: [250] };
const NAME = 'elastic';
const IN_COOLDOWN_SECONDS = 12;
/** Callers that each always wait for an answer: 1x, 10x, 1x. */
const STEPS = [
  { callers: 1, seconds: 25 },
  { callers: 10, seconds: 45 },
  { callers: 1, seconds: 50 },
];

let slipway: Slipway;
let client: Client;
const statuses = new Map<number, number>();

test.describe.configure({ mode: 'serial', timeout: 360_000 });

test.beforeAll(async () => {
  test.setTimeout(180_000);
  slipway = await startSlipway();
  client = createClient({ baseUrl: slipway.url, token: slipway.token });
  const content = linearModel({ weights: [1, -1], squash: 'Sigmoid' });
  await client.uploadVersion(NAME, [{ name: 'model.onnx', content }]);
  const autoscale = {
    minReplicas: 0,
    maxReplicas: 4,
    targetConcurrency: 2,
    outCooldownSeconds: 5,
    inCooldownSeconds: IN_COOLDOWN_SECONDS,
  };
  // So little of a processor that the containers are what callers wait for.
  const container = { memoryMb: 192, cpus: 0.1, autoscale };
  await client.call(api.createEndpoint, {
    body: { name: NAME, model: NAME, version: 1, runtime: 'docker', container },
  });
});

test.afterAll(async () => {
  await slipway?.stop();
  await removeEverything('io.slipway.serving');
});

test('load of 1x, 10x, 1x: replicas follow it up and down once each, and no request is lost', async () => {
  expect((await asked()).status).toBe(200);
  const replicas: number[] = [];
  for (const { callers, seconds } of STEPS) {
    await underLoad(callers, seconds, async () => void replicas.push((await scaled()).replicas));
  }
  const { points } = await scaled();
  test.info().annotations.push({ type: 'trace', description: points.map(spoken).join('; ') });
  expect([...statuses.keys()]).toEqual([200]);
  expect(Math.max(...replicas)).toBeGreaterThanOrEqual(3);
  expect(replicas.at(-1)).toBe(1);
  expect(turns(replicas)).toBe(1);
  expect(points.some(({ p95Ms }) => p95Ms !== null)).toBe(true);
});

test('the page of the endpoint draws replicas, open requests and p95, and says how often replicas changed', async ({
  page,
}) => {
  await page.goto(slipway.signInUrl);
  await page
    .getByRole('button', { name: /sign in/i })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible();
  await page.goto(`${slipway.url}/endpoints/${NAME}?tab=replicas`);
  await expect(page.getByText(/\d changes in the last hour, the last because of/)).toBeVisible();
  await expect(page.getByText(/p95 was .* when last asked/)).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('scaling.png'), fullPage: true });
});

test('without requests the last container ends; those that come then wait for the next one, and none is lost', async () => {
  await expect.poll(async () => (await scaled()).replicas, READY).toBe(0);
  await expect.poll(async () => (await containersWith(`io.slipway.endpoint=${NAME}`)).length, READY).toBe(0);
  const from = performance.now();
  const answers = await Promise.all(Array.from({ length: 8 }, asked));
  test.info().annotations.push({ type: 'cold start', description: `${Math.round(performance.now() - from)} ms` });
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
});

async function underLoad(count: number, seconds: number, eachSecond: () => Promise<void>): Promise<void> {
  const untilMs = performance.now() + seconds * 1_000;
  const callers = Array.from({ length: count }, async () => {
    while (performance.now() < untilMs) {
      const { status } = await asked();
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  });
  while (performance.now() < untilMs) {
    await eachSecond();
    await sleep(1_000);
  }
  await Promise.all(callers);
}

async function scaled(): Promise<ScaledVersion> {
  const { items } = await client.call(api.getEndpointScale, { params: { name: NAME } });
  return items[0]!;
}

const spoken = ({ at, replicas, open, p95Ms }: ScaledVersion['points'][number]): string =>
  `${at.slice(11, 19)} ${replicas} replicas, ${open} open, p95 ${p95Ms === null ? '-' : p95Ms.toFixed(0)} ms`;

/** How often replicas turned from growing to shrinking or back. */
function turns(replicas: readonly number[]): number {
  const signs = replicas.flatMap((count, at) => Math.sign(count - (replicas[at - 1] ?? count)) || []);
  return signs.filter((sign, at) => at > 0 && sign !== signs[at - 1]).length;
}

async function asked(): Promise<{ status: number }> {
  const inputs = [{ name: 'features', shape: [1, 2], datatype: 'FP32', data: [3, 1] }];
  const { status } = await fetch(`${slipway.gatewayUrl}/v2/models/${NAME}/infer`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slipway.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  });
  return { status };
}
