import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ContainerSpec, NewServingEndpoint, NewRollout } from '@slipway/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countTraffic, registerVersion } from './served-models.js';
import { hear } from '../src/kernel/hear.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;

beforeAll(async () => {
  // No engine answers here: what needs one is tried on a real one, in e2e/tests/docker-serving.spec.ts.
  test = await openTestCore({ DOCKER_HOST: 'unix:///nowhere/docker.sock' });
  await registerVersion(test, [1, -1]);
  await registerVersion(test, [2, -1]);
});
afterAll(() => test.stop());

const create = (name: string, more: object = {}) =>
  test.core.serving.createEndpoint(test.actor, {
    body: NewServingEndpoint.parse({ name, model: 'delays', version: 1, ...more }),
  });
const update = (name: string, body: object) => test.core.serving.updateEndpoint(test.actor, { params: { name }, body });
const containersOf = async (name: string) =>
  (await test.core.containers.listContainers(test.actor, { params: { name } })).items;
const remove = (name: string) => test.core.serving.deleteEndpoint(test.actor, { params: { name } });

it('an endpoint runs embedded unless it says docker, and then has a container with defaults', async () => {
  expect(await create('plain')).toMatchObject({
    runtime: 'embedded',
    container: null,
    replicaChoice: 'least_outstanding',
  });
  expect(await update('plain', { runtime: 'docker' })).toMatchObject({
    runtime: 'docker',
    container: { image: 'onnx', replicas: 1, memoryMb: 512, gpus: 0 },
    variants: [{ runtime: 'docker' }],
  });
  expect(await update('plain', { runtime: 'embedded' })).toMatchObject({ runtime: 'embedded', container: null });
  await remove('plain');
});

it('a container without the runtime docker, or of an image that nobody listed, is refused', async () => {
  await expect(create('refused', { container: {} })).rejects.toMatchObject({ code: 'invalid_request' });
  const stranger = { runtime: 'docker', container: { image: 'stranger' } };
  await expect(create('refused', stranger)).rejects.toMatchObject({ code: 'image_unknown' });
  await expect(test.core.serving.getEndpoint(test.actor, { params: { name: 'refused' } })).rejects.toMatchObject({
    code: 'not_found',
  });
});

it('the operator lists images; a list that cannot be read says why', async () => {
  const path = join(test.folder, 'images.json');
  const { settings } = test.core.kit;
  settings.imagesFile = path;
  try {
    await expect(create('listed', { runtime: 'docker', container: { image: 'triton' } })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('SLIPWAY_IMAGES'),
    });
    writeFileSync(path, JSON.stringify({ images: [{ name: 'triton', image: 'triton:1', port: 8000 }] }));
    const made = await create('listed', { runtime: 'docker', container: { image: 'triton' } });
    expect(made.container).toMatchObject({ image: 'triton' });
    await remove('listed');
    writeFileSync(path, JSON.stringify({ images: [{ name: 'onnx', image: 'mine:1', port: 8000 }] }));
    await expect(
      create('listed', { runtime: 'docker', container: { image: 'onnx', replicas: 2 } }),
    ).resolves.toBeDefined();
    await expect(update('listed', { container: ContainerSpec.parse({ image: 'mine' }) })).rejects.toMatchObject({
      message: expect.stringContaining("images.0.name: onnx is Slipway's own"),
    });
  } finally {
    settings.imagesFile = null;
    await remove('listed');
  }
});

it('a candidate may run otherwise than its endpoint, and the choice goes with the rollout or not at all', async () => {
  await create('mixed');
  const start = (runsOn: object) =>
    test.core.rollouts.startRollout(test.actor, {
      params: { name: 'mixed' },
      body: { ...NewRollout.parse({ version: 2, steps: [{ weightBp: 1_000, holdSeconds: 0 }] }), runsOn } as never,
    });
  await expect(start({ runtime: 'embedded', container: ContainerSpec.parse({}) })).rejects.toMatchObject({
    code: 'invalid_request',
  });
  await expect(
    start({ runtime: 'docker', container: ContainerSpec.parse({ image: 'stranger' }) }),
  ).rejects.toMatchObject({ code: 'image_unknown' });
  const { variants } = await test.core.serving.getEndpoint(test.actor, { params: { name: 'mixed' } });
  expect(variants).toHaveLength(1);
  await start({ runtime: 'docker' });
  const { variants: both } = await test.core.serving.getEndpoint(test.actor, { params: { name: 'mixed' } });
  expect(both.map(({ role, runtime }) => [role, runtime])).toEqual([
    ['stable', 'embedded'],
    ['candidate', 'docker'],
  ]);
});

it('without an engine the route and the capacity say what to do', async () => {
  await create('alone', { runtime: 'docker' });
  const cause = expect.stringContaining('No Docker Engine answers: start it, or set DOCKER_HOST');
  await expect(test.core.containers.reconcile('worker')).rejects.toMatchObject({ code: 'unavailable', message: cause });
  expect(await containersOf('alone')).toEqual([]);
  const capacity = { params: { name: 'alone' }, query: { minutes: 60 } };
  const { engine } = await test.core.containers.getEndpointCapacity(test.actor, capacity);
  expect(engine).toMatchObject({ isReachable: false, detail: cause, takenMb: 0 });
  const route = (await test.core.serving.routeTable()).find(({ name }) => name === 'alone');
  expect(route?.variants).toMatchObject([{ runtime: 'docker', failure: cause }]);
});

it('routes are announced when a container comes, changes its state or goes, and not by looking for what is over', async () => {
  const { prisma } = test.core.kit.db;
  await create('announced');
  const { id: endpointId } = await test.core.serving.requireEndpoint(test.actor, 'announced');
  let heard = 0;
  const end = hear(test.core.kit, 'slipway_routes', () => (heard += 1));
  const hearsOf = async (times: number, write: () => Promise<unknown>): Promise<void> => {
    heard = 0;
    await write();
    await prisma.$executeRaw`SELECT pg_notify('slipway_routes', 'last')`;
    await expect.poll(() => heard).toBeGreaterThan(times);
    expect(heard).toBe(times + 1);
  };
  await expect.poll(() => heard).toBe(1);
  const id = randomUUID();
  const row = { id, endpointId, versionId: id, specDigest: 'd', spec: {}, image: 'i', state: 'starting' };
  const change = (data: object) => () => prisma.replicaContainer.updateMany({ where: { endpointId }, data });
  await hearsOf(1, () => prisma.replicaContainer.create({ data: row }));
  await hearsOf(0, change({ state: 'starting', detail: 'still' }));
  await hearsOf(1, change({ state: 'ready' }));
  await hearsOf(0, () => prisma.replicaContainer.deleteMany({ where: { endedAt: { lt: new Date() } } }));
  await hearsOf(1, () => prisma.replicaContainer.deleteMany({ where: { id } }));
  await end();
  await remove('announced');
});

it('one worker at a time talks to the engine', async () => {
  await expect(test.core.containers.reconcile('worker')).rejects.toBeDefined();
  expect(await test.core.containers.reconcile('another worker')).toBeNull();
});

it('a price of a replica-hour makes a cost of 1,000 predictions, by version', async () => {
  await create('priced', { pricePerReplicaHour: 3.6 });
  await countTraffic(test, 'priced', { stable: [10, 0], candidate: [0, 0] });
  test.advance(1);
  const { costs, pricePerReplicaHour } = await test.core.containers.getEndpointCapacity(test.actor, {
    params: { name: 'priced' },
    query: { minutes: 60 },
  });
  expect(pricePerReplicaHour).toBe(3.6);
  // One bucket of five seconds at one gateway: 5 / 3,600 h x 3.6 = 0.005 for 10 predictions.
  expect(costs).toEqual([
    {
      model: 'delays',
      version: 1,
      replicaHours: expect.closeTo(5 / 3_600, 8),
      predictions: 10,
      cost: expect.closeTo(0.005, 8),
      costPer1000: expect.closeTo(0.5, 8),
    },
  ]);
  await update('priced', { pricePerReplicaHour: null });
  const without = await test.core.containers.getEndpointCapacity(test.actor, {
    params: { name: 'priced' },
    query: { minutes: 60 },
  });
  expect(without.costs).toMatchObject([{ predictions: 10, cost: null, costPer1000: null }]);
});

it('replicas follow the load, say why in the log, and begin where they were after another worker takes over', async () => {
  const autoscale = {
    minReplicas: 0,
    maxReplicas: 4,
    targetConcurrency: 2,
    outCooldownSeconds: 5,
    inCooldownSeconds: 20,
  };
  await create('elastic', { runtime: 'docker', container: { autoscale } });
  const { id } = await test.core.serving.requireEndpoint(test.actor, 'elastic');
  const seen = {
    role: 'stable',
    model: 'delays',
    version: 1,
    runtime: 'docker',
    state: 'ready',
    where: '',
    restarts: 0,
    detail: null,
  };
  const scaled = async () => {
    const { items } = await test.core.scaling.getEndpointScale(test.actor, { params: { name: 'elastic' } });
    return items[0]?.replicas;
  };
  const under = async (outstanding: number, looks: number): Promise<number | undefined> => {
    for (let look = 0; look < looks; look += 1) {
      await test.core.serving.reportSeen('gateway', [
        { endpointId: id, configNumber: 1, variants: [{ ...seen, outstanding }] },
      ]);
      test.advance(2);
      await test.core.scaling.scale('worker');
    }
    return scaled();
  };
  expect(await under(0, 1)).toBe(1);
  expect(await under(12, 7)).toBe(4);
  expect(await under(0, 5)).toBe(4);
  expect(await under(0, 30)).toBe(0);
  expect(await under(1, 1)).toBe(1);
  const changes = await test.core.kit.db.prisma.event.findMany({
    where: { kind: 'serving.scaled' },
    orderBy: { id: 'asc' },
  });
  const trace = changes.map(({ after }) => (after as { replicas: number }).replicas);
  const down = trace.slice(trace.indexOf(4), -1);
  expect(down).toEqual(down.toSorted((a, b) => b - a));
  expect(trace.slice(-2)).toEqual([0, 1]);
  expect(changes[0]!.why).toMatch(/open requests at 2 a replica/);
  const route = (await test.core.serving.routeTable()).find(({ name }) => name === 'elastic');
  expect(route?.variants).toMatchObject([{ maySleep: true }]);
  expect(await test.core.scaling.scale('another worker')).toBeNull();
  await remove('elastic');
  test.advance(20);
  await test.core.scaling.scale('worker');
  expect(await test.core.kit.db.prisma.replicaScale.count()).toBe(0);
});

it.each([
  [{ maxReplicas: 1, minReplicas: 2 }, 'docker', {}],
  [{ maxReplicas: 2, minReplicas: 0 }, 'kubernetes', {}],
  [{ maxReplicas: 2 }, 'kubernetes', { podAutoscaler: { maxReplicas: 3 } }],
])('an autoscaler of %j on %s is refused', async (autoscale, runtime, more) => {
  await expect(create('refused', { runtime, container: { autoscale, ...more } })).rejects.toMatchObject({
    code: 'invalid_request',
  });
});

it('a capacity plan is made of what the stable version answered, and of nothing below 50 requests', async () => {
  await create('planned');
  const plan = (targetP95Ms = 100) =>
    test.core.containers.planEndpointCapacity(test.actor, {
      params: { name: 'planned' },
      query: { minutes: 60, targetP95Ms },
    });
  await countTraffic(test, 'planned', { stable: [10, 0], candidate: [0, 0] });
  test.advance(1);
  expect(await plan()).toEqual({ plan: null });
  await countTraffic(test, 'planned', { stable: [490, 0], candidate: [0, 0] });
  test.advance(1);
  const { plan: made } = await plan(20);
  expect(made).toMatchObject({ replicas: 1, requests: 500, serviceMeanMs: expect.closeTo(5, 0) });
  expect(made!.loads[0]!.utilisation).toBeGreaterThan(0.02);
  expect(made!.loads.map(({ times }) => times)).toEqual([1, 2, 3, 5, 10]);
});
