import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ContainerSpec, NewServingEndpoint, NewRollout } from '@slipway/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('the logs of an endpoint', () => {
  const logs = (name: string, lines = 100, actor = test.actor) =>
    test.core.containers.getEndpointLogs(actor, { params: { name }, query: { lines } });
  const printed = async (name: string, version: number, row: object) => {
    const { id: endpointId } = await test.core.serving.requireEndpoint(test.actor, name);
    const { id: versionId } = await test.core.registry.requireVersion(test.actor, 'delays', version);
    const spec = { endpoint: name, model: 'delays', version, container: {} };
    const data = { id: randomUUID(), endpointId, versionId, specDigest: 'd', spec, image: 'i', state: 'ready', ...row };
    return (await test.core.kit.db.prisma.replicaContainer.create({ data })).id;
  };

  it('are those of all its containers, the newest lines of each, with role and version', async () => {
    await create('loud', { runtime: 'docker' });
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    const first = await printed('loud', 1, { log: 'one\r\ntwo\nthree\n', createdAt: at(1) });
    const second = await printed('loud', 1, { state: 'starting', detail: 'loads', createdAt: at(2) });
    const former = await printed('loud', 2, { state: 'draining', log: 'bye', createdAt: at(3) });
    await printed('loud', 1, { state: 'ended', endedAt: at(4), log: 'of the past' });
    const same = { runtime: 'docker', model: 'delays', restarts: null };
    expect(await logs('loud', 2)).toEqual({
      items: [
        { ...same, id: former, role: null, version: 2, state: 'draining', detail: null, lines: ['bye'], why: null },
        {
          ...same,
          id: second,
          role: 'stable',
          version: 1,
          state: 'starting',
          detail: 'loads',
          lines: [],
          why: expect.stringContaining('printed nothing'),
        },
        {
          ...same,
          id: first,
          role: 'stable',
          version: 1,
          state: 'ready',
          detail: null,
          lines: ['two', 'three'],
          why: null,
        },
      ],
      why: null,
    });
    await remove('loud');
  });

  it('are the last words of the container that ended, when none lives', async () => {
    await create('crashed', { runtime: 'docker' });
    await printed('crashed', 1, { state: 'ended', endedAt: new Date(1_000), log: 'older' });
    await printed('crashed', 1, { state: 'ended', endedAt: new Date(2_000), log: 'out of memory', detail: 'exit 137' });
    expect((await logs('crashed')).items).toMatchObject([
      { state: 'ended', detail: 'exit 137', lines: ['out of memory'] },
    ]);
    await remove('crashed');
  });

  it('of what a gateway runs, or a cluster, are no lines but what is known and why', async () => {
    await create('quiet');
    expect(await logs('quiet')).toEqual({ items: [], why: expect.stringContaining('Nothing runs') });
    const { id: endpointId } = await test.core.serving.requireEndpoint(test.actor, 'quiet');
    const { id: versionId } = await test.core.registry.requireVersion(test.actor, 'delays', 1);
    const variant = { role: 'stable', model: 'delays', version: 1, where: 'child process', outstanding: 0 };
    const broken = { ...variant, state: 'failed', restarts: 3, detail: 'the file is broken' };
    await test.core.serving.reportSeen('gateway:1', [{ endpointId, configNumber: 1, variants: [broken] }]);
    const spec = { endpoint: 'quiet', model: 'delays', version: 1, container: {} };
    const place = { name: 'slw-quiet', namespace: 'models', address: '', wantedReplicas: 1, state: 'ready' };
    const workload = { endpointId, versionId, runtime: 'kubernetes', spec, appliedAt: new Date(), ...place };
    await test.core.kit.db.prisma.clusterWorkload.create({ data: workload });
    expect(await logs('quiet', 7)).toMatchObject({
      items: [
        {
          runtime: 'kubernetes',
          id: 'slw-quiet',
          lines: [],
          why: expect.stringContaining('kubectl -n models logs deployment/slw-quiet --tail=7'),
        },
        {
          runtime: 'embedded',
          id: 'gateway:1',
          state: 'failed',
          restarts: 3,
          detail: 'the file is broken',
          lines: [],
          why: expect.stringContaining('keeps no log'),
        },
      ],
      why: null,
    });
    await remove('quiet');
  });

  it('are read in the workspace of the endpoint only', async () => {
    await create('private-logs');
    await expect(logs('private-logs', 1, { ...test.actor, workspaceId: 'other' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(logs('nobody')).rejects.toMatchObject({ code: 'not_found' });
    await remove('private-logs');
  });
});
