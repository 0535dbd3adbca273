import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NewRollout, type Rollout } from '@slipway/contracts';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { countTraffic, deploy, registerVersion } from './served-models.js';
import { takeLook } from './take-look.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
let others: Server;
let address: string;
/** What Prometheus and the webhook answer next, and what they were asked. */
let answer = '';
const asked: string[] = [];
let endpoint: string;
let deployed = 0;

const sample = (value: string): string =>
  JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [1, value] }] } });

beforeAll(async () => {
  others = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push(`${request.url} ${Buffer.concat(chunks).toString()}`);
      response.end(answer);
    });
  });
  await new Promise<void>((resolve) => others.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(others.address() as AddressInfo).port}`;
  test = await openTestCore({ SLIPWAY_ALLOW_OUTBOUND: address });
  await registerVersion(test, [1, -1]);
  await registerVersion(test, [2, -1]);
});
afterAll(async () => {
  await test.stop();
  await new Promise((resolve) => others.close(resolve));
});
beforeEach(async () => {
  deployed += 1;
  endpoint = `checked-${deployed}`;
  asked.length = 0;
  await deploy(test, endpoint);
});

const steps = [{ weightBp: 1_000 }, { weightBp: 5_000 }];
const start = (check: object): Promise<Rollout> =>
  test.core.rollouts.startRollout(test.actor, {
    params: { name: endpoint },
    body: NewRollout.parse({ version: 2, steps, policy: { checks: [{ name: 'checked', ...check }] } }),
  });
const look = (rollout: Rollout): Promise<Rollout> => takeLook(test.core, rollout);
const read = ({ id }: Rollout): Promise<Rollout> => test.core.rollouts.getRollout(test.actor, { params: { id } });
const prometheus = (): object => ({
  kind: 'prometheus',
  url: `http://${address}/`,
  query: 'sum(orders{v="{{version}}"})',
});

it('a number of Prometheus out of its range three times in a row rolls back, and is replayed', async () => {
  const rollout = await start({ source: prometheus(), min: 5 });
  for (const value of ['7', '2', '3', '4']) {
    answer = sample(value);
    await look(rollout);
    await look(rollout);
    test.advance(6);
  }
  expect(asked).toHaveLength(4);
  expect(asked[0]).toBe(`/api/v1/query ${new URLSearchParams({ query: 'sum(orders{v="2"})' }).toString()}`);
  const ended = await read(rollout);
  expect(ended.sentence).toBe('Rolled back to v1: checked is 4 instead of at least 5, 3 times in a row.');
  const { id } = rollout;
  const replayed = await test.core.rollouts.replayDecision(test.actor, { params: { id }, body: {} });
  expect(replayed).toMatchObject({ agrees: true, observation: { checks: [{ value: 4, failuresInRow: 3 }] } });
});

it('what others do not tell is neither in range nor out of it: nothing goes on', async () => {
  const rollout = await start({ source: prometheus(), max: 5 });
  await countTraffic(test, endpoint, { stable: [3800, 4], candidate: [430, 0] });
  answer = 'no JSON';
  test.advance(61);
  const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
  const where = { where: 'child process', outstanding: 0, restarts: 0, detail: null };
  const variant = { role: 'candidate' as const, version: 2, model: 'delays', runtime: 'embedded' as const };
  const variants = [{ ...variant, ...where, state: 'ready' as const }];
  await test.core.serving.reportSeen('gateway:1', [{ endpointId: row.id, configNumber: row.configNumber, variants }]);
  await look(rollout);
  expect(await read(rollout)).toMatchObject({
    state: 'holding',
    checks: [{ name: 'checked', value: null, state: 'unknown' }],
    sentence: expect.stringContaining('checked is not known'),
  });
});

it('traffic is read of late, also beside stable’s', async () => {
  const source = { kind: 'traffic', metric: 'error_rate', relativeToStable: true, windowSeconds: 60 };
  const rollout = await start({ source, max: 3, failureLimit: 1, onBreach: 'pause' });
  await look(rollout);
  expect((await read(rollout)).checks).toMatchObject([{ state: 'unknown', detail: expect.stringMatching(/^only 0 /) }]);
  await countTraffic(test, endpoint, { stable: [1000, 10], candidate: [100, 4] });
  test.advance(6);
  await look(rollout);
  expect(await read(rollout)).toMatchObject({ state: 'paused', checks: [{ value: 4, state: 'breached' }] });
  await test.core.rollouts.resumeRollout(test.actor, { params: { id: rollout.id }, body: {} });
  expect((await read(rollout)).checks).toEqual([]);
});

it('memory and processors are read of the replica that takes the most, in gateways and in containers', async () => {
  const source = { kind: 'traffic', metric: 'memory_mb', relativeToStable: true };
  const rollout = await start({ source, max: 2, failureLimit: 1 });
  await look(rollout);
  const [unknown] = (await read(rollout)).checks;
  expect(unknown).toMatchObject({ state: 'unknown', detail: expect.stringMatching(/^no process or container/) });
  const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
  const { variants } = await test.core.serving.currentConfig(row);
  const where = { where: 'child process', outstanding: 0, restarts: 0, detail: null, state: 'ready' as const };
  const taking = (version: number, memoryMb: number) => ({
    ...where,
    role: version === 1 ? ('stable' as const) : ('candidate' as const),
    version,
    model: 'delays',
    memoryBytes: memoryMb * 1_048_576,
    cpuCores: null,
  });
  const report = { endpointId: row.id, configNumber: row.configNumber };
  await test.core.serving.reportSeen('gateway:1', [{ ...report, variants: [taking(1, 100), taking(2, 150)] }]);
  test.advance(6);
  await look(rollout);
  expect((await read(rollout)).checks).toMatchObject([{ value: 1.5, state: 'ok' }]);
  const { versionId } = variants.find(({ role }) => role === 'candidate')!;
  const container = { id: crypto.randomUUID(), endpointId: row.id, versionId, specDigest: '', spec: {}, image: 'x' };
  await test.core.kit.db.prisma.replicaContainer.create({ data: { ...container, memoryMb: 260, cpuCores: 1 } });
  test.advance(6);
  await look(rollout);
  expect((await read(rollout)).sentence).toBe(
    'Rolled back to v1: checked is 2.6 instead of at most 2, 1 times in a row.',
  );
});

it.each([
  [
    'an address that may not be called',
    { kind: 'prometheus', url: 'http://10.0.0.1:9090', query: 'up' },
    'outbound_refused',
  ],
  ['a webhook that is no channel', { kind: 'webhook', channel: 'nobody' }, 'invalid_request'],
])('%s is refused before anything starts', async (_, source, code) => {
  await expect(start({ source, max: 1 })).rejects.toMatchObject({ code });
  expect((await test.core.rollouts.listRollouts(test.actor, { query: { limit: 5, endpoint } })).items).toEqual([]);
});
