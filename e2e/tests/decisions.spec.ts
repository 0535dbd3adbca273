import { createClient, type Client } from '@slipway/client';
import { endpointTable as api, type Rollout, type RolloutDecision } from '@slipway/contracts';
import { holdDecisions, linearModel, type HeldDecisions, type LinearModel } from '@slipway/testkit';
import { expect, test } from '@playwright/test';
import { descendants } from '../story/processes.ts';
import { startSlipway, type Slipway } from '../story/slipway.ts';

const SOON = { timeout: 60_000 };
const BUDGET = 5;
/** Errors alone, and a margin that some hundred requests prove. */
const policy = { guardrails: ['errors' as const], pMax: 0.05, badRequestBudget: BUDGET };
const steps = [
  { weightBp: 5_000, holdSeconds: 0 },
  { weightBp: 10_000, holdSeconds: 0 },
];

let slipway: Slipway;
let client: Client;
let held: HeldDecisions;

test.beforeAll(async () => {
  slipway = await startSlipway();
  client = createClient({ baseUrl: slipway.url, token: slipway.token });
  held = await holdDecisions(slipway.databaseUrl);
});
test.afterAll(async () => {
  await held?.close();
  await slipway?.stop();
});

/** Half of all traffic goes to a candidate; one of `Log` fails whatever is below zero. */
async function canary(name: string, squash: LinearModel['squash']): Promise<Rollout> {
  const content = [linearModel({ weights: [1], squash: 'Sigmoid' }), linearModel({ weights: [2], squash })];
  for (const each of content) await client.uploadVersion(name, [{ name: 'model.onnx', content: each }]);
  await client.call(api.createEndpoint, { body: { name, model: name, version: 1 } });
  await expect.poll(() => predict(name, 1), SOON).toMatchObject({ status: 200 });
  const rollout = await client.call(api.startRollout, { params: { name }, body: { version: 2, steps, policy } });
  await expect.poll(async () => (await read(rollout)).seenBp, SOON).toBe(5_000);
  return rollout;
}

async function predict(name: string, x: number): Promise<{ status: number; variant: string | null }> {
  const { status, headers } = await fetch(`${slipway.gatewayUrl}/v1/endpoints/${name}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${slipway.token}` },
    body: JSON.stringify({ rows: [{ features: x }] }),
  });
  return { status, variant: headers.get('x-slipway-variant') };
}

const read = ({ id }: Rollout): Promise<Rollout> => client.call(api.getRollout, { params: { id } });
const state = async (rollout: Rollout): Promise<string> => (await read(rollout)).state;
async function acts({ id }: Rollout): Promise<RolloutDecision['act'][]> {
  const { decisions } = await client.call(api.getRolloutEvidence, { params: { id } });
  return decisions.map(({ act }) => act);
}
async function served(name: string): Promise<string[]> {
  const { variants } = await client.call(api.getEndpoint, { params: { name } });
  return variants.map(({ version, weightBp }) => `v${version} ${weightBp}`);
}
async function eventsOf(name: string, kind: 'rollouts.promoted' | 'rollouts.aborted'): Promise<number> {
  const { items } = await client.call(api.listAudit, { query: { kind, limit: 100 } });
  return items.filter(({ endpoint }) => endpoint === name).length;
}

test('kill -9 of the worker between a decision and its effect: the next pass completes it, once', async () => {
  const rollout = await canary('worker', 'Sigmoid');
  await held.hold();
  await expect
    .poll(async () => {
      await Promise.all(Array.from({ length: 50 }, () => predict('worker', 1)));
      return held.waiting();
    }, SOON)
    .toBeGreaterThan(0);
  const worker = slipway.processOf('worker')!;
  process.kill(worker, 'SIGKILL');
  expect(await served('worker')).toEqual(['v1 5000', 'v2 5000']);
  await held.release();
  await expect.poll(() => state(rollout), SOON).toBe('promoted');
  expect(slipway.processOf('worker')).not.toBe(worker);
  expect([await acts(rollout), await served('worker')]).toEqual([['complete', 'start'], ['v2 10000']]);
  expect(await eventsOf('worker', 'rollouts.promoted')).toBe(1);
});

test('kill -9 of the api between a decision and its effect: nothing of it is done, and asked again it is done once', async () => {
  const rollout = await canary('api', 'Sigmoid');
  await held.hold();
  const abort = () => client.call(api.abortRollout, { params: { id: rollout.id }, body: { why: 'not today' } });
  const lost = abort().catch((error: unknown) => error);
  await expect.poll(() => held.waiting(), SOON).toBeGreaterThan(0);
  const pid = slipway.processOf('api')!;
  process.kill(pid, 'SIGKILL');
  expect(await lost).toBeInstanceOf(Error);
  await held.release();
  await expect.poll(() => served('api').catch(() => []), SOON).toEqual(['v1 5000', 'v2 5000']);
  expect(slipway.processOf('api')).not.toBe(pid);
  expect(await acts(rollout)).toEqual(['start']);
  expect(await abort()).toMatchObject({ state: 'aborted' });
  await expect(abort()).rejects.toMatchObject({ code: 'conflict' });
  expect([await acts(rollout), await served('api')]).toEqual([['abort', 'start'], ['v1 10000']]);
  expect(await eventsOf('api', 'rollouts.aborted')).toBe(1);
});

test('with PostgreSQL stopped in the middle of a canary the gateway cuts a failing candidate off, and it is rolled back afterwards', async () => {
  const rollout = await canary('stopped', 'Log');
  await expect.poll(async () => (await predict('stopped', 1)).variant).toBe('candidate');
  const postgres = slipway.processOf('postgres')!;
  const database = [postgres, ...descendants(postgres).map(({ pid }) => pid)];
  for (const pid of database) process.kill(pid, 'SIGSTOP');
  const answers = [];
  try {
    for (let i = 0; i < 60; i += 1) answers.push(await predict('stopped', -1));
  } finally {
    for (const pid of database) process.kill(pid, 'SIGCONT');
  }
  expect(answers.filter(({ status }) => status !== 200)).toHaveLength(BUDGET);
  expect(new Set(answers.slice(-20).map(({ variant }) => variant))).toEqual(new Set(['stable']));
  await expect.poll(() => state(rollout).catch(() => 'no answer'), SOON).toBe('rolled_back');
  expect([await acts(rollout), await served('stopped')]).toEqual([['roll_back', 'start'], ['v1 10000']]);
});
