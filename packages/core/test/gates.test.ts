import { Readable } from 'node:stream';
import { NewEvaluation, NewGatePolicy, NewRollout } from '@slipway/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;

/** 400 flights that are late when they fly far. */
const csv = [
  'distance,hour,late',
  ...Array.from({ length: 400 }, (_, i) => {
    const distance = ((i * 0.6180339887498949) % 1) * 4 - 2;
    const late = Number(distance + ((i * 0.7548776662466927) % 1) - 0.5 > 0);
    return `${distance.toFixed(4)},${(i % 24) / 12 - 1},${late}`;
  }),
].join('\n');

const policy = NewGatePolicy.parse({
  dataset: 'flights',
  target: 'late',
  gates: [
    { metric: 'auc', op: '>=', threshold: 0.8 },
    { metric: 'auc', op: '>=', threshold: 0.95, compare: 'champion_ratio' },
    { metric: 'size_mb', op: '<=', threshold: 1 },
  ],
});
const GOOD = 1;
const WORSE = 2;
const BLIND = 3;

beforeAll(async () => {
  test = await openTestCore();
  const { core, actor } = test;
  for (const weights of [
    [2, 0],
    [2, 1.2],
    [0, 1],
  ])
    await registerVersion(test, weights);
  const { digest } = await core.artifacts.store(Readable.from([Buffer.from(csv)]));
  await core.datasets.createDatasetVersion(actor, { params: { name: 'flights' }, body: { format: 'csv', digest } });
  await core.gates.setGatePolicy(actor, { params: { name: 'delays' }, body: policy });
  // Only gates refuse here.
  await core.registry.aliases.unprotect(actor, { params: { pattern: 'champion' } });
});
afterAll(() => test.stop());

const writer = (): TestCore['actor'] => ({ ...test.actor, name: 'Wes', scopes: ['read', 'write'] });
const check = (version: number) => test.core.gates.checkGates(test.actor, { params: { name: 'delays', version } });
const crown = (version: number, force?: string, actor = test.actor) =>
  test.core.kit.db.transaction((tx) =>
    test.core.registry.moveAlias(tx, actor, { name: 'delays', alias: 'champion' }, { version, force }),
  );

async function evaluate(version: number): Promise<void> {
  const body = NewEvaluation.parse({ model: 'delays', version, dataset: 'flights', target: 'late' });
  await test.core.evaluation.startEvaluation(test.actor, { body });
  await test.settle();
}

async function eventsOf(kind: string): Promise<{ why: string | null; after: unknown }[]> {
  return test.core.kit.db.prisma.event.findMany({ where: { kind }, orderBy: { at: 'asc' } });
}

it('a version that was never evaluated may not become champion, and says what to do', async () => {
  expect(await check(GOOD)).toMatchObject({
    state: 'not_evaluated',
    why: expect.stringContaining('evaluate it first'),
  });
  await expect(crown(GOOD)).rejects.toMatchObject({
    code: 'gate_refused',
    message: expect.stringContaining('flights'),
  });
  await expect.poll(() => eventsOf('evaluation.gate_refused')).toHaveLength(1);
});

it('an alias that the policy does not name is free', async () => {
  await test.core.kit.db.transaction((tx) =>
    test.core.registry.moveAlias(tx, test.actor, { name: 'delays', alias: 'staging' }, { version: BLIND }),
  );
});

it('the first champion needs no champion to compare with', async () => {
  await evaluate(GOOD);
  const { state, gates } = await check(GOOD);
  expect(state).toBe('passed');
  expect(gates.map(({ outcome }) => outcome)).toEqual(['passed', 'not_applicable', 'passed']);
  await crown(GOOD);
});

it('a version that is worse than 95 % of the champion is refused, naming the rule and the rows', async () => {
  await evaluate(BLIND);
  const { state, gates } = await check(BLIND);
  expect(state).toBe('failed');
  expect(gates[1]).toMatchObject({ outcome: 'failed', rows: 400, champion: expect.any(Number) });
  await expect(crown(BLIND)).rejects.toMatchObject({
    code: 'gate_refused',
    errors: [{ path: 'auc' }, { path: 'auc' }],
  });
});

it('a rollout is held to the same gates', async () => {
  await deploy(test);
  const start = (version: number, force?: { why: string }) =>
    test.core.rollouts.startRollout(test.actor, {
      params: { name: 'delays' },
      body: NewRollout.parse({ version, ...(force && { force }) }),
    });
  await expect(start(BLIND)).rejects.toMatchObject({ code: 'gate_refused' });
  const { id } = await start(BLIND, { why: 'to see what the alarm does' });
  expect(await eventsOf('evaluation.gate_forced')).toMatchObject([{ why: 'to see what the alarm does' }]);
  // What was let through on purpose may also be promoted on purpose.
  await test.core.rollouts.promoteRollout(test.actor, { params: { id }, body: {} });
  expect(await test.core.registry.aliasHolder(test.actor, 'delays', 'champion')).toBe(BLIND);
});

it('a comparison with a former champion does not count', async () => {
  await crown(GOOD, 'back to the good one');
  await evaluate(WORSE);
  expect((await check(WORSE)).gates[1]?.outcome).not.toBe('not_measured');
  await crown(BLIND, 'another champion');
  const { state, why } = await check(WORSE);
  expect(state).toBe('failed');
  expect(why).toContain('evaluate it again');
});

it('only an approver may force', async () => {
  await expect(crown(BLIND - 1, 'I want it', writer())).rejects.toMatchObject({ code: 'forbidden' });
});

it('without a policy nothing is asked', async () => {
  await test.core.gates.deleteGatePolicy(test.actor, { params: { name: 'delays' } });
  expect(await check(BLIND)).toMatchObject({ state: 'no_policy' });
  await crown(WORSE);
});

it('a rollout that began before there were gates is not promoted past them', async () => {
  const start = async (version: number): Promise<{ params: { id: string }; body: object }> => {
    const body = NewRollout.parse({ version });
    const { id } = await test.core.rollouts.startRollout(test.actor, { params: { name: 'delays' }, body });
    return { params: { id }, body: {} };
  };
  await test.core.rollouts.promoteRollout(test.actor, await start(WORSE));
  const call = await start(BLIND);
  await test.core.gates.setGatePolicy(test.actor, { params: { name: 'delays' }, body: policy });
  await expect(test.core.rollouts.promoteRollout(test.actor, call)).rejects.toMatchObject({ code: 'gate_refused' });
  expect(await test.core.registry.aliasHolder(test.actor, 'delays', 'champion')).toBe(WORSE);
  expect(await test.core.rollouts.getRollout(test.actor, call)).toMatchObject({ state: 'running' });
});
