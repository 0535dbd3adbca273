import { expect, test } from '@playwright/test';
import { createClient } from '@slipway/client';
import { endpointTable } from '@slipway/contracts';
import { linearModel } from '@slipway/testkit';
import { openProject, type Containers, type Service } from '../story/containers.ts';
import { makeDebianImages } from '../story/debian-images.ts';
import { signIn } from '../story/person.ts';
import { dashboardPanels, metricNames, sum, targetsOf } from '../story/prometheus.ts';

const MIB = 1024 ** 2;
/** Debian's base has 80 MiB, Node 120, ONNX Runtime 45, Kubernetes' client 21, sharp 19: what comes on top must be worth its place. */
const LARGEST_IMAGE = 400 * MIB;
const COLD_LIMIT_MS = 480_000;
const READY = { timeout: 60_000, intervals: [500] };
/** Panels that a Slipway without monitors, rollouts, due jobs and failures leaves empty. */
const NOTHING_YET = new Set([
  'Drift distance by feature',
  'Candidate share of rollouts',
  'Job queue',
  'Oldest due job',
  'Time of jobs, p95',
  'Passes that failed',
]);
const PARTS: readonly Service[] = ['api', 'worker', 'gateway'];

let containers: Containers;
let token: string;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(COLD_LIMIT_MS);
  containers = await openProject(await makeDebianImages());
  expect(await containers.build()).toBeLessThan(LARGEST_IMAGE);
  await containers.up();
});

test.afterAll(async () => {
  await containers.remove();
});

test('the parts are healthy, run as nobody in particular, and can write their data only', async () => {
  for (const part of [...PARTS, 'postgres', 'redis'] as const)
    await expect.poll(() => containers.see(part), READY).toMatchObject({ running: true, health: 'healthy' });
  for (const part of PARTS) {
    expect(await containers.see(part)).toMatchObject({ user: '65532:65532' });
    expect(await containers.exec(part, 'sh', '-c', 'id -u; touch /app/x || touch /data/x && ls /data/x')).toBe(
      '65532\n/data/x\n',
    );
  }
  expect((await fetch(`${await containers.address('api', 3000)}/readyz`)).status).toBe(200);
});

test('a person signs in by the link in the log, deploys a model, and it predicts what it computes', async () => {
  const url = await containers.address('api', 3000);
  const secret = /#secret=([\w-]+)/.exec(await containers.logs('api'))?.[1] ?? '';
  const person = await signIn(url, secret);
  expect(person.me).toMatchObject({ kind: 'user', name: 'admin' });
  token = await person.newToken('script', ['read', 'write', 'predict']);

  const client = createClient({ baseUrl: url, token });
  const content = linearModel({ weights: [1, -1], squash: 'Sigmoid' });
  const { version } = await client.uploadVersion('late', [{ name: 'model.onnx', content }]);
  await client.call(endpointTable.createEndpoint, { body: { name: 'late', model: 'late', version } });
  await expect.poll(predict, READY).toEqual([0.5, expect.closeTo(1 / (1 + Math.exp(-2)), 5)]);

  const refused = { job: 'gateway', health: 'down', lastError: expect.stringContaining('401') };
  await expect.poll(targets, READY).toContainEqual(refused);
  await containers.giveScrapeToken(await person.newToken('prometheus', ['read']));
});

test('Prometheus sees all parts, the prediction, and every number that a dashboard asks for', async () => {
  const url = await containers.address('prometheus', 9090);
  const up = PARTS.map((job) => ({ job, health: 'up', lastError: '' }));
  await expect.poll(targets, READY).toEqual(expect.arrayContaining(up));
  const predictions = 'slipway_predictions_total{endpoint="late",outcome="ok"}';
  await expect.poll(() => sum(url, predictions), READY).toBeGreaterThanOrEqual(1);
  const served = await metricNames(url);
  const panels = await dashboardPanels();
  for (const { title, queries } of panels)
    for (const query of queries) {
      const names = query.match(/\b(slipway|process)_\w+/g) ?? [];
      const unknown = names.filter((name) => !served.has(name.replace(/_(bucket|sum|count)$/, '')));
      expect(unknown, `${title}: ${query}`).toEqual([]);
    }
  const silent = async (): Promise<string[]> => {
    const answered = await Promise.all(panels.map(({ queries }) => sum(url, queries[0] ?? '')));
    return panels.map(({ title }) => title).filter((title, i) => answered[i] === undefined && !NOTHING_YET.has(title));
  };
  await expect.poll(silent, READY).toEqual([]);
});

test('the parts stop within seconds, and what they knew is there after down and up', async () => {
  const from = Date.now();
  await containers.stop(30, ...PARTS);
  expect(Date.now() - from).toBeLessThan(20_000);
  for (const part of PARTS) expect(await containers.see(part)).toMatchObject({ running: false, exitCode: 0 });
  await containers.down(false);
  await containers.up();
  await expect.poll(predict, READY).toEqual([0.5, expect.closeTo(1 / (1 + Math.exp(-2)), 5)]);
});

test('down leaves nothing', async () => {
  expect(await containers.leftovers()).not.toEqual([]);
  await containers.down(true);
  expect(await containers.leftovers()).toEqual([]);
});

/** predict asks the gateway by the Open Inference Protocol; null while it does not answer. */
async function predict(): Promise<number[] | null> {
  const inputs = [{ name: 'features', shape: [2, 2], datatype: 'FP32', data: [3, 3, 3, 1] }];
  try {
    const response = await fetch(`${await containers.address('gateway', 8080)}/v2/models/late/infer`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ inputs }),
      signal: AbortSignal.timeout(2_000),
    });
    const { outputs } = (await response.json()) as { outputs?: [{ data: number[] }] };
    return outputs?.[0].data ?? null;
  } catch {
    return null;
  }
}

async function targets() {
  return targetsOf(await containers.address('prometheus', 9090));
}
