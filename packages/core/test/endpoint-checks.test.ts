import { NewServingEndpoint } from '@slipway/contracts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SlipwayError } from '../src/kernel/errors.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;

beforeAll(async () => {
  test = await openTestCore();
  await registerVersion(test, [1, -1]);
});
afterAll(() => test.stop());

const check = async (wanted: object) => {
  const body = NewServingEndpoint.parse({ name: 'fresh', model: 'delays', version: 1, ...wanted });
  const { ready, checks } = await test.core.endpointChecks.check(test.actor, { body });
  return { ready, ...Object.fromEntries(checks.map(({ name, state, why }) => [name, `${state}: ${why}`])) } as Record<
    string,
    string
  > & { ready: unknown };
};

it('an endpoint that can be made passes, and is not made', async () => {
  const found = await check({});
  expect(found).toMatchObject({
    ready: true,
    name: expect.stringMatching(/^passed: .*endpoints\/fresh\/predict/) as string,
  });
  expect(found['signature']).toMatch(/^passed: v1 of delays: \d+ features in, \d+ out/);
  expect(found['runtime']).toMatch(/^passed/);
  await expect(test.core.serving.getEndpoint(test.actor, { params: { name: 'fresh' } })).rejects.toThrow(/fresh/);
});

it('a name that is taken, and settings that do not fit, are told together', async () => {
  await deploy(test, 'taken');
  const container = { image: 'nobody-lists-this' };
  const found = await check({ name: 'taken', runtime: 'docker', container });
  expect(found.ready).toBe(false);
  expect(found['name']).toMatch(/^failed: .*take another name/);
  expect(found['settings']).toMatch(/^failed: .*nobody-lists-this/);
});

it('a veto of the workspace is told', async () => {
  const veto = async (): Promise<void> => {
    throw new SlipwayError('forbidden', 'It is not signed.');
  };
  test.core.serving.guards.beforeServe.push(veto);
  try {
    expect((await check({}))['policy']).toBe('failed: It is not signed.');
  } finally {
    test.core.serving.guards.beforeServe.pop();
  }
});

it('who may not open it to everybody, and a rule for a feature that is none, are told', async () => {
  const writer = { ...test.actor, kind: 'token' as const, scopes: ['write'] as const };
  const body = NewServingEndpoint.parse({
    name: 'fresh',
    model: 'delays',
    version: 1,
    auth: 'public',
    redactions: [{ feature: 'nothing' }],
  });
  const { checks } = await test.core.endpointChecks.check(writer, { body });
  expect(checks.filter(({ state }) => state === 'failed')).toMatchObject([
    { name: 'policy', why: expect.stringContaining('Only an admin') as string },
    { name: 'settings', why: expect.stringContaining('nothing is not a feature') as string },
  ]);
});

it('what a runtime lacks is told with the remedy', async () => {
  expect((await check({ runtime: 'kubernetes' }))['runtime']).toMatch(/^failed: .*SLIPWAY_KUBERNETES/);
  expect((await check({ runtime: 'swarm' }))['runtime']).toMatch(/^failed: .*SLIPWAY_SWARM/);
  const away = { isReachable: false, detail: 'No engine answers.', cpus: null, memoryMb: null, givesGpus: false };
  const said = { engine: { ...away, takenMb: 0 }, byWorker: true };
  const { engine } = test.core.containers;
  test.core.containers.engine = () => Promise.resolve(said);
  try {
    const container = { gpus: 1 };
    expect((await check({ runtime: 'docker', container }))['runtime']).toBe('failed: No engine answers.');
    said.byWorker = false;
    expect((await check({ runtime: 'docker', container }))['runtime']).toMatch(/^unknown: No engine answers\. Asked/);
    said.engine = { ...said.engine, isReachable: true };
    expect((await check({ runtime: 'docker', container }))['gpus']).toMatch(/^failed: .*NVIDIA Container Toolkit/);
  } finally {
    test.core.containers.engine = engine;
  }
});

it('a version that is not there is not found', async () => {
  await expect(check({ version: 9 })).rejects.toMatchObject({ code: 'not_found' });
});

it('an endpoint of others whose sign-in breaks off is told as such, not as our failure', async () => {
  const { serving, registry, externalTargets } = test.core;
  const version = await registry.requireVersion(test.actor, 'delays', 1);
  vi.spyOn(serving, 'versionToDeploy').mockResolvedValue({ ...version, framework: 'external' });
  vi.spyOn(registry.external, 'target').mockResolvedValue({ url: 'https://models.example' } as never);
  vi.spyOn(externalTargets, 'open').mockRejectedValue(new Error('connect ECONNREFUSED'));
  try {
    expect((await check({}))['address']).toBe('failed: connect ECONNREFUSED');
  } finally {
    vi.restoreAllMocks();
  }
});
