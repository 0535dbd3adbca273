import { NewRollout, Weekday, type Rollout } from '@slipway/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../src/index.js';
import { countTraffic, deploy, registerVersion } from './served-models.js';
import { takeLook } from './take-look.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
let endpoint: string;
let deployed = 0;
let eve: Actor;

beforeAll(async () => {
  test = await openTestCore();
  const id = crypto.randomUUID();
  eve = { ...test.actor, name: 'Eve', id, personId: id };
  await registerVersion(test, [1, -1]);
  await registerVersion(test, [2, -1]);
});
afterAll(() => test.stop());
beforeEach(async () => {
  deployed += 1;
  endpoint = `guarded-${deployed}`;
  await deploy(test, endpoint);
});

const steps = [{ weightBp: 1_000, holdSeconds: 0 }, { weightBp: 5_000, holdSeconds: 0 }, { weightBp: 10_000 }];
const start = (more: object = {}): Promise<Rollout> =>
  test.core.rollouts.startRollout(test.actor, {
    params: { name: endpoint },
    body: NewRollout.parse({ version: 2, steps, ...more }),
  });
const look = (rollout: Rollout): Promise<Rollout> => takeLook(test.core, rollout);
const read = ({ id }: Rollout): Promise<Rollout> => test.core.rollouts.getRollout(test.actor, { params: { id } });
const call = ({ id }: Rollout, body: object = {}) => ({ params: { id }, body });
const served = async () => {
  const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
  const { variants } = await test.core.serving.currentConfig(row);
  return variants.map(({ version, weightBp }) => `v${version} ${weightBp}`);
};
/** The candidate has shown itself safe, and a gateway answers by the config. */
const prove = async (stableUnits = 4_500) => {
  await countTraffic(test, endpoint, { stable: [stableUnits, 0], candidate: [500, 0] });
  const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
  const where = { where: 'child process', outstanding: 0, restarts: 0, detail: null };
  const variant = { role: 'candidate', version: 2, model: 'delays', state: 'ready', ...where };
  const report = { endpointId: row.id, configNumber: row.configNumber, variants: [variant] };
  await test.core.serving.reportSeen('gateway:1', [report]);
};
const inSeconds = (seconds: number) => new Date(test.core.kit.clock.now().getTime() + seconds * 1_000).toISOString();

describe('four eyes', () => {
  it('hold a proven step until somebody else approves it', async () => {
    const rollout = await start({ needsApproval: 'every_step' });
    await prove();
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'waiting', step: 0 });
    expect((await read(rollout)).sentence).toMatch(/^Waiting: somebody other than Ada must approve/);
    const asked = async () => (await test.core.overview.getHome(test.actor)).needsYou.map(({ path }) => path);
    expect(await asked()).toContain(`/rollouts/${rollout.id}`);
    const mine = test.core.rollouts.approveRolloutStep(test.actor, call(rollout));
    await expect(mine).rejects.toMatchObject({ code: 'forbidden' });
    for (const act of ['promoteRollout', 'skipRolloutStep'] as const)
      await expect(test.core.rollouts[act](test.actor, call(rollout))).rejects.toMatchObject({
        code: 'approval_required',
      });
    const approved = await test.core.rollouts.approveRolloutStep(eve, call(rollout, { why: 'looked at it' }));
    expect(approved.approvals).toMatchObject([{ step: 0, by: 'Eve', why: 'looked at it' }]);
    expect(await asked()).not.toContain(`/rollouts/${rollout.id}`);
    await expect(test.core.rollouts.approveRolloutStep(eve, call(rollout))).rejects.toMatchObject({ code: 'conflict' });
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'running', step: 1 });
    await prove(500);
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'waiting', step: 1 });
  });

  it('are asked for in the list of approvals, where a no returns all traffic to stable', async () => {
    const rollout = await start({ needsApproval: 'every_step' });
    await prove();
    await look(rollout);
    const asked = async (who: Actor) =>
      (await test.core.approvals.listApprovals(who)).items.find(({ id }) => id === rollout.id);
    expect(await asked(eve)).toMatchObject({
      sentence: `delays v2 gets 50 % of the traffic of ${endpoint}, after 10 %.`,
      refusal: null,
    });
    expect(await asked(test.actor)).toMatchObject({ isMine: true, refusal: expect.stringContaining('somebody else') });
    await expect(test.core.approvals.approve(test.actor, call(rollout))).rejects.toMatchObject({ code: 'forbidden' });
    await test.core.approvals.reject(eve, { params: { id: rollout.id }, body: { why: 'not on a Friday' } });
    expect(await read(rollout)).toMatchObject({
      state: 'aborted',
      sentence: expect.stringContaining('not approved: not on a Friday'),
    });
    expect([await asked(eve), await served()]).toEqual([undefined, ['v1 10000']]);
  });

  it('may be wanted for the promotion only, and never hold up a way back', async () => {
    const rollout = await start({ needsApproval: 'promotion' });
    await prove();
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'running', step: 1 });
    await prove(500);
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'waiting', step: 1 });
    await countTraffic(test, endpoint, { stable: [500, 1], candidate: [500, 200] });
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'rolled_back' });
    expect(await served()).toEqual(['v1 10000']);
  });
});

describe('a schedule', () => {
  it('begins when its time has come, keeps others out meanwhile, and says so', async () => {
    const rollout = await start({ startAt: inSeconds(60) });
    expect(rollout).toMatchObject({ state: 'waiting', wantedBp: 0, sentence: `Begins at ${rollout.startAt}.` });
    await look(rollout);
    expect(await served()).toEqual(['v1 10000']);
    await expect(start()).rejects.toMatchObject({
      code: 'rollout_active',
      message: expect.stringMatching(/v2 is waiting on .* started by Ada; .*Begins at/),
    });
    await expect(test.core.rollouts.promoteRollout(test.actor, call(rollout))).rejects.toMatchObject({
      code: 'conflict',
    });
    test.advance(61);
    await Promise.all([look(rollout), look(rollout)]);
    expect(await read(rollout)).toMatchObject({ state: 'running', wantedBp: 1_000 });
    expect(await served()).toEqual(['v1 9000', 'v2 1000']);
  });

  it('can be called off', async () => {
    const rollout = await start({ startAt: inSeconds(60) });
    await test.core.rollouts.abortRollout(test.actor, call(rollout));
    test.advance(61);
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'aborted' });
  });
});

describe('a freeze', () => {
  const freeze = (more: object = {}) =>
    test.core.rollouts.freezes.createFreezeWindow(test.actor, {
      body: {
        name: 'Holidays',
        endpoint,
        startsAt: inSeconds(-1),
        endsAt: inSeconds(3_600),
        why: 'nobody is here',
        ...more,
      },
    });

  it('keeps a rollout from starting and from going on, and lets it go back', async () => {
    const rollout = await start();
    const window = await freeze();
    expect(window.active).toBe(true);
    await prove();
    await look(rollout);
    expect((await read(rollout)).sentence).toMatch(/^Waiting: frozen until .* by "Holidays": nobody is here\./);
    await expect(test.core.rollouts.promoteRollout(test.actor, call(rollout))).rejects.toMatchObject({
      code: 'frozen',
    });
    await test.core.rollouts.abortRollout(test.actor, call(rollout));
    await expect(start()).rejects.toMatchObject({ code: 'frozen' });
    await test.core.rollouts.freezes.deleteFreezeWindow(test.actor, { params: { id: window.id } });
    expect(await start()).toMatchObject({ state: 'running' });
  });

  it('is refused when it is over before it begins', () =>
    expect(freeze({ endsAt: inSeconds(-10) })).rejects.toMatchObject({ errors: [{ path: 'endsAt' }] }));

  it('may come back each week, and tells which rollouts wait for its end', async () => {
    // At noon, so that the day does not end meanwhile.
    const sinceNoon = (test.core.kit.clock.now().getTime() / 1_000 - 43_200) % 86_400;
    test.advance(86_400 - sinceNoon);
    const today = Weekday.options[(test.core.kit.clock.now().getUTCDay() + 6) % 7]!;
    const weekly = { days: [today], from: '00:00', to: '00:00', timeZone: 'UTC' };
    const rollout = await start();
    const window = await freeze({ weekly, startsAt: undefined, endsAt: undefined });
    expect(window).toMatchObject({ weekly, endsAt: null, active: true, waiting: [] });
    await prove();
    await look(rollout);
    const list = async () =>
      (await test.core.rollouts.freezes.listFreezeWindows(test.actor, { query: { limit: 1 } })).items;
    const waiting = [{ id: rollout.id, endpoint, toVersion: 2 }];
    expect(await list()).toMatchObject([{ id: window.id, active: true, nextAt: null, waiting }]);
    test.advance((new Date(window.activeUntil!).getTime() - test.core.kit.clock.now().getTime()) / 1_000);
    const inSixDays = new Date(new Date(window.activeUntil!).getTime() + 6 * 86_400_000).toISOString();
    expect(await list()).toMatchObject([{ active: false, activeUntil: null, nextAt: inSixDays, waiting: [] }]);
    await prove();
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'running', step: 1 });
    await test.core.rollouts.freezes.deleteFreezeWindow(test.actor, { params: { id: window.id } });
  });

  it('is overridden by an approver, who says why, until it is over', async () => {
    const rollout = await start();
    const why = 'it mends the outage';
    await expect(test.core.rollouts.overrideFreeze(test.actor, call(rollout, { why }))).rejects.toMatchObject({
      code: 'conflict',
    });
    const window = await freeze();
    await prove();
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'waiting', step: 0, freezeOverride: null });
    const author: Actor = { ...test.actor, scopes: ['read', 'write'] };
    await expect(test.core.rollouts.overrideFreeze(author, call(rollout, { why }))).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { freezeOverride } = await test.core.rollouts.overrideFreeze(eve, call(rollout, { why }));
    expect(freezeOverride).toMatchObject({ by: 'Eve', why, until: window.activeUntil });
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'running', step: 1 });
    const { decisions } = await test.core.rollouts.getRolloutEvidence(test.actor, call(rollout));
    expect(decisions.find(({ act }) => act === 'override_freeze')).toMatchObject({ by: 'Eve', why });
    await test.core.rollouts.abortRollout(test.actor, call(rollout));

    await expect(start()).rejects.toMatchObject({ code: 'frozen' });
    const forced = {
      params: { name: endpoint },
      body: NewRollout.parse({ version: 2, steps, overrideFreeze: { why } }),
    };
    await expect(test.core.rollouts.startRollout(author, forced)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await test.core.rollouts.startRollout(eve, forced)).toMatchObject({
      state: 'running',
      freezeOverride: { by: 'Eve', why },
    });
    await test.core.rollouts.freezes.deleteFreezeWindow(test.actor, { params: { id: window.id } });
  });
});

it('two who skip the same step skip it once', async () => {
  const rollout = await start();
  const skips = await Promise.allSettled(
    Array.from({ length: 2 }, () => test.core.rollouts.skipRolloutStep(test.actor, call(rollout, { fromStep: 0 }))),
  );
  expect(skips.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const refused = skips.find((skip) => skip.status === 'rejected');
  expect(refused?.reason).toMatchObject({ code: 'changed_meanwhile', message: expect.stringMatching(/at step 1 now/) });
  expect(await read(rollout)).toMatchObject({ step: 1 });
});
