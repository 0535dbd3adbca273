import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createClient, type Client } from '@slipway/client';
import { endpointTable as api, type Workload } from '@slipway/contracts';
import { linearModel } from '@slipway/testkit';
import { forwardTo, type Forward } from '../story/forward.ts';
import { startSlipway, type Slipway } from '../story/slipway.ts';
import { startSwarm, type SwarmOfOne } from '../story/swarm.ts';

const LABEL = 'io.slipway.swarm';
const READY = { timeout: 60_000, intervals: [250] };
const MIB = 1_048_576;

let folder: string;
let swarm: SwarmOfOne;
let slipway: Slipway;
let client: Client;
let way: Forward;

test.describe.configure({ mode: 'serial', timeout: 120_000 });

test.beforeAll(async () => {
  test.setTimeout(180_000);
  folder = await mkdtemp(join(tmpdir(), 'slipway-swarm-'));
  swarm = await startSwarm();
  const file = join(folder, 'swarm.json');
  slipway = await startSlipway({ SLIPWAY_SWARM: file, SLIPWAY_ALLOWED_HOSTS: swarm.hostAddress });
  client = createClient({ baseUrl: slipway.url, token: slipway.token });
  way = await forwardTo(swarm.hostAddress, Number(new URL(slipway.url).port));
  await writeFile(file, JSON.stringify({ slipwayUrl: `http://${swarm.hostAddress}:${way.port}` }));
  for (const weights of [
    [1, -1],
    [2, -2],
  ])
    await client.uploadVersion('late', [{ name: 'model.onnx', content: linearModel({ weights, squash: 'Sigmoid' }) }]);
});

test.afterAll(async () => {
  await slipway?.stop();
  way?.close();
  await swarm?.end();
  await rm(folder, { recursive: true, force: true });
});

test('a swarm without the token says what to do; with it a service comes up, hardened and with its resources reserved', async () => {
  const container = { replicas: 2, memoryMb: 192, cpus: 0.25 };
  await client.call(api.createEndpoint, {
    body: { name: 'spread', model: 'late', version: 1, runtime: 'swarm', container },
  });
  await expect.poll(async () => (await workload())?.detail, READY).toContain('docker secret create slipway-token -');
  const { secret } = await client.call(api.createToken, {
    body: { name: 'swarm', scopes: ['read'] },
  });
  await writeFile(join(folder, 'token'), secret);
  await swarm.docker('secret', 'create', 'slipway-token', join(folder, 'token'));
  await expect.poll(workload, READY).toMatchObject({ state: 'ready', readyReplicas: 2, detail: null });
  await expect.poll(async () => (await infer()).status, READY).toBe(200);
  expect((await infer()).first).toBeCloseTo(1 / (1 + Math.exp(-2)), 5);

  const { Spec } = await swarm.inspectService((await workload())!.name);
  expect(Spec.TaskTemplate.ContainerSpec).toMatchObject({
    User: '65532:65532',
    ReadOnly: true,
    CapabilityDrop: ['ALL'],
    Secrets: [{ SecretName: 'slipway-token', File: { Mode: 0o400 } }],
  });
  const size = { NanoCPUs: 250_000_000, MemoryBytes: 192 * MIB };
  expect(Spec.TaskTemplate.Resources).toEqual({ Limits: { ...size, Pids: 256 }, Reservations: size });
  expect(JSON.stringify(Spec)).not.toContain(secret);
});

test('a killed task: no request fails, and the swarm starts another', async () => {
  const { name, address } = (await workload())!;
  const [victim] = await swarm.containers(name);
  const statuses = await underLoad(async () => {
    await swarm.docker('kill', victim!);
    await expect
      .poll(workload, READY)
      .toMatchObject({ readyReplicas: 2, address: expect.not.stringMatching(`^${address}$`) });
  });
  expect(statuses).toEqual([200]);
});

test('other settings roll over task by task without a failed request; the same settings restart nothing', async () => {
  const { name } = (await workload())!;
  const before = await swarm.containers(name);
  await swarm.docker('service', 'update', '--detach', '--label-add', 'note=mine', name);
  // What somebody changed by hand is set right within a minute; asking for the same is not worth waiting for, so it is asked at once.
  await update({ replicas: 3, memoryMb: 192, cpus: 0.25 });
  await expect.poll(workload, READY).toMatchObject({ readyReplicas: 3 });
  expect(await swarm.containers(name)).toEqual(expect.arrayContaining(before));
  const { Spec } = await swarm.inspectService(name);
  expect(Spec.Labels).not.toHaveProperty('note');
  await update({ replicas: 1, memoryMb: 192, cpus: 0.25 });
  await expect.poll(async () => (await swarm.containers(name)).length, READY).toBe(1);
  const [last] = await swarm.containers(name);
  const statuses = await underLoad(async () => {
    await update({ replicas: 1, memoryMb: 160, cpus: 0.25 });
    await expect.poll(async () => (await swarm.containers(name)).includes(last!), READY).toBe(false);
    await expect.poll(workload, READY).toMatchObject({ state: 'ready', readyReplicas: 1, detail: null });
  });
  expect(statuses).toEqual([200]);
});

test('more than any machine has is told with its remedy, and a deleted endpoint leaves no service, nor does a lost one', async () => {
  const owner = (await swarm.inspectService((await workload())!.name)).Spec.Labels[LABEL]!;
  await update({ replicas: 1, memoryMb: 1_000_000, cpus: 0.25 });
  await expect.poll(async () => (await workload())?.detail, READY).toMatch(/insufficient resources/);
  expect((await infer()).status).toBe(200);
  const image = (await swarm.inspectService((await workload())!.name)).Spec.TaskTemplate.ContainerSpec['Image'];
  const stray = ['--name', 'stray', '--label', `${LABEL}=${owner}`, '--replicas', '0', '--no-resolve-image'];
  await swarm.docker('service', 'create', '--detach', ...stray, String(image));
  await expect.poll(() => swarm.services(LABEL), READY).not.toContain('stray');
  await client.call(api.deleteEndpoint, { params: { name: 'spread' } });
  await expect.poll(() => swarm.services(LABEL), READY).toEqual([]);
});

async function workload(): Promise<Workload | undefined> {
  return (await client.call(api.listWorkloads, { params: { name: 'spread' } })).items[0];
}

async function update(container: { replicas: number; memoryMb: number; cpus: number }): Promise<void> {
  await client.call(api.updateEndpoint, { params: { name: 'spread' }, body: { container } });
}

/** underLoad returns the different statuses that four callers got while something was done. */
async function underLoad(act: () => Promise<void>): Promise<number[]> {
  const statuses = new Set<number>();
  let isOver = false;
  const callers = Array.from({ length: 4 }, async () => {
    while (!isOver) statuses.add((await infer()).status);
  });
  try {
    await act();
  } finally {
    isOver = true;
    await Promise.all(callers);
  }
  return [...statuses];
}

async function infer(): Promise<{ status: number; first: number | undefined }> {
  const inputs = [{ name: 'features', shape: [1, 2], datatype: 'FP32', data: [3, 1] }];
  const response = await fetch(`${slipway.gatewayUrl}/v2/models/spread/infer`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slipway.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  });
  const answer = (await response.json()) as { outputs?: { data: number[] }[] };
  return { status: response.status, first: answer.outputs?.[0]?.data[0] };
}
