import { NewServingEndpoint } from '@slipway/contracts';
import { lookupModel } from '@slipway/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actor, startServedCore, type ServedCore } from './served-core.js';

const MB = 1_048_576;
/** Two versions of 100 MB fit, or one of them, a second in a process of its own, and a third. */
const BUDGET_MB = 290;
const VALUES = MB;

let served: ServedCore;
beforeAll(async () => {
  served = await startServedCore({ SLIPWAY_MODEL_MEMORY_MB: String(BUDGET_MB) });
  await deploy('one', tableOf(1));
  await deploy('two', tableOf(2));
  await deploy('three', tableOf(3));
});
afterAll(() => served.stop());

const schema = {
  task: 'regression',
  features: [
    { name: 'place', type: 'numeric' },
    { name: 'unused', type: 'numeric' },
  ],
  outputs: [{ name: 'probability', role: 'value' }],
};
/** Value n of the table is n times the factor; the table takes 4 MB. */
const tableOf = (factor: number) => lookupModel(Float32Array.from({ length: VALUES }, (_, n) => n * factor));

/** Registers a version and says that it takes so much: what its trial run measured depends on the machine. */
async function register(name: string, model: Uint8Array, memoryBytes = 100 * MB) {
  const version = await served.register(name, model, schema);
  expect(version.facts?.memoryBytes).toBeGreaterThan(3 * MB);
  const facts = { ...version.facts, memoryBytes };
  await served.core.kit.db.prisma.modelVersion.update({ where: { id: version.id }, data: { facts } });
  return version;
}

const deploy = async (name: string, model: Uint8Array) => served.deploy(name, await register(name, model));

const ask = (name: string, place: number, headers?: Record<string, string>) =>
  served.ask(`/v1/endpoints/${name}/predict`, { rows: [{ place, unused: 0 }] }, headers);
const valueOf = async (name: string, place: number) => {
  const response = await ask(name, place);
  return [response.status, ((await response.json()) as { predictions?: { value: number }[] }).predictions?.[0]?.value];
};
const stateOf = (name: string) => served.gateway.routes.find(name)!.variants[0]!.model.state;
const states = () => ['one', 'two', 'three'].map(stateOf);
const metric = async (name: string) => {
  const lines = (await (await served.ask('/metrics')).text()).split('\n');
  return Number(lines.find((line) => line.startsWith(`${name} `))?.split(' ')[1]);
};

test('where two of three fit, the one not asked longest is put away, and says so everywhere', async () => {
  expect(states()).toEqual(['put_away', 'ready', 'ready']);
  expect(await metric('slipway_models_away')).toBe(1);
  expect(await metric('slipway_model_memory_bytes')).toBe(200 * MB);
  expect(await metric('slipway_model_memory_limit_bytes')).toBe(BUDGET_MB * MB);
  await served.gateway.routes.refresh();
  const { status, variants } = await served.core.serving.getEndpoint(actor, { params: { name: 'one' } });
  expect([status, variants[0]?.state, variants[0]?.detail]).toEqual([
    'serving',
    'put_away',
    expect.stringContaining('its next request loads it again'),
  ]);
  const { items } = await served.core.serving.listReplicas(actor, { params: { name: 'two' } });
  expect(items).toMatchObject([{ state: 'ready', memoryBytes: 100 * MB }]);
  expect((await served.ask('/v2/models/one/ready')).status).toBe(200);
  const [event] = await served.core.kit.db.prisma.event.findMany({ where: { kind: 'serving.model_put_away' } });
  expect(event).toMatchObject({ subjectName: 'one', why: 'three v1 was asked for', after: { version: 1 } });
});

test('the next requests wait for it together, load it once, and all answers are right', async () => {
  const loads = await metric('slipway_model_loads_total');
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => valueOf('one', n)));
  expect(answers).toEqual(Array.from({ length: 20 }, (_, n) => [200, n]));
  expect(await metric('slipway_model_loads_total')).toBe(loads + 1);
  expect(states()).toEqual(['ready', 'put_away', 'ready']);
});

test('asked in turns they take turns, and each answer is its own version’s', async () => {
  for (let round = 0; round < 4; round += 1)
    for (const [at, name] of ['one', 'two', 'three'].entries())
      expect(await valueOf(name, 100 + round)).toEqual([200, (100 + round) * (at + 1)]);
  expect(await metric('slipway_model_memory_bytes')).toBeLessThanOrEqual(BUDGET_MB * MB);
});

test("an admin's load brings one back before anybody asks it", async () => {
  const away = ['one', 'two', 'three'].find((name) => stateOf(name) === 'put_away')!;
  expect((await served.ask(`/v2/repository/models/${away}/load`, '')).status).toBe(200);
  expect(stateOf(away)).toBe('ready');
});

test('a deadline holds while a version is loaded', async () => {
  const away = ['one', 'two', 'three'].find((name) => stateOf(name) === 'put_away')!;
  const response = await ask(away, 1, { 'x-slipway-timeout-ms': '1' });
  expect([response.status, await response.json()]).toMatchObject([504, { code: 'deadline_exceeded' }]);
});

test('versions that a rollout compares both stay', async () => {
  const second = await register('one', tableOf(5));
  await served.canary('one', second, 5_000);
  await expect.poll(() => stateOf('one')).toBe('ready');
  for (const name of ['two', 'three', 'two', 'three']) expect((await valueOf(name, 7))[0]).toBe(200);
  expect(served.gateway.routes.find('one')!.variants.map(({ model }) => model.state)).toEqual(['ready', 'ready']);
});

test('a version that is larger than the whole budget is told clearly, and takes nobody’s place', async () => {
  const before = states();
  const { model, version } = await register('huge', tableOf(1), (BUDGET_MB + 1) * MB);
  await served.core.serving.createEndpoint(actor, {
    body: NewServingEndpoint.parse({ name: 'huge', model, version }),
  });
  await served.gateway.routes.refresh();
  await expect.poll(() => stateOf('huge')).toBe('failed');
  const response = await ask('huge', 1);
  expect([response.status, ((await response.json()) as { detail: string }).detail]).toEqual([
    503,
    expect.stringContaining('huge v1 takes 291.0 MB, more than the 290.0 MB'),
  ]);
  expect(states()).toEqual(before);
});
