import { NewRollout, type NewDecisionReplay, type Rollout, type RolloutStep } from '@slipway/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countTraffic, deploy, registerVersion } from './served-models.js';
import { takeLook } from './take-look.js';
import { openTestCore, type TestCore } from './test-core.js';

const steps: RolloutStep[] = [
  { weightBp: 1000, holdSeconds: 10 },
  { weightBp: 5000, holdSeconds: 10 },
  { weightBp: 10_000, holdSeconds: 0 },
];
let test: TestCore;
let endpoint: string;
let deployed = 0;

beforeAll(async () => {
  test = await openTestCore();
  await registerVersion(test, [1, -1]);
  await registerVersion(test, [2, -1]);
  await registerVersion(test, [2, -1, 1], ['distance', 'hour', 'carrier']);
});
afterAll(() => test.stop());
beforeEach(async () => {
  deployed += 1;
  endpoint = `delays-${deployed}`;
  await deploy(test, endpoint);
});

const startAs = (body: object): Promise<Rollout> =>
  test.core.rollouts.startRollout(test.actor, { params: { name: endpoint }, body: NewRollout.parse(body) });
const start = (version = 2): Promise<Rollout> => startAs({ version, steps });
const look = (rollout: Rollout): Promise<Rollout> => takeLook(test.core, rollout);
/** A gateway says that it answers by a config (the wanted one, unless told) and how the candidate is there. */
const gatewaySays = async (state = 'ready', configNumber?: number, gateway = 'gateway:1'): Promise<void> => {
  const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
  const where = { where: 'child process', outstanding: 0, restarts: 3, detail: 'it crashed three times' };
  const variant = { role: 'candidate', version: 2, model: 'delays', state, ...where };
  const report = { endpointId: row.id, configNumber: configNumber ?? row.configNumber, variants: [variant] };
  await test.core.serving.reportSeen(gateway, [report]);
};
const read = ({ id }: Rollout): Promise<Rollout> => test.core.rollouts.getRollout(test.actor, { params: { id } });
const replay = ({ id }: Rollout, body: NewDecisionReplay) =>
  test.core.rollouts.replayDecision(test.actor, { params: { id }, body });
const evidence = ({ id }: Rollout) => test.core.rollouts.getRolloutEvidence(test.actor, { params: { id } });
const served = async () => {
  const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
  const { variants } = await test.core.serving.currentConfig(row);
  return variants.map(({ role, version, weightBp }) => `${role} v${version} ${weightBp}`);
};
const kinds = async () => {
  const events = await test.core.kit.db.prisma.event.findMany({
    where: { endpoint, kind: { startsWith: 'rollouts.' } },
    orderBy: { id: 'asc' },
  });
  return events.map(({ kind }) => kind);
};
const schedules = (rollout: Rollout) =>
  test.core.kit.db.prisma.schedule.count({ where: { key: `rollout:${rollout.id}` } });

describe('a start', () => {
  it('gives the candidate the first share and looks each second from then on', async () => {
    const rollout = await start();
    expect(rollout).toMatchObject({ state: 'running', fromVersion: 1, toVersion: 2, wantedBp: 1000, seenBp: null });
    expect(await served()).toEqual(['stable v1 9000', 'candidate v2 1000']);
    expect(await schedules(rollout)).toBe(1);
  });

  it('wins once of many at the same time', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => start()));
    const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refusals).toHaveLength(11);
    for (const { reason } of refusals) expect(reason).toMatchObject({ code: 'rollout_active' });
    expect(await served()).toEqual(['stable v1 9000', 'candidate v2 1000']);
  });

  it('is refused when the candidate wants a feature that callers do not send', async () => {
    await expect(start(3)).rejects.toMatchObject({ code: 'schema_incompatible', errors: [{ path: 'carrier' }] });
    expect(await served()).toEqual(['stable v1 10000']);
  });
});

describe('a pass', () => {
  it('advances and completes a candidate that makes no errors, and moves the champion', async () => {
    const rollout = await start();
    await look(rollout);
    expect((await read(rollout)).sentence).toBe('Holding at 10 %: no candidate traffic yet.');
    await countTraffic(test, endpoint, { stable: [3800, 4], candidate: [430, 0] });
    await look(rollout);
    expect((await read(rollout)).sentence).toMatch(/^Holding at 10 %: safe so far; this step lasts \d+ s more\.$/);
    test.advance(11);
    await gatewaySays();
    await look(rollout);
    expect(await served()).toEqual(['stable v1 5000', 'candidate v2 5000']);
    test.advance(11);
    await look(rollout);
    expect(await read(rollout)).toMatchObject({
      seenBp: null,
      sentence: 'Holding at 50 %: safe so far, but not every gateway answers by this weight yet.',
    });
    await gatewaySays();
    expect(await read(rollout)).toMatchObject({ seenBp: 5000 });
    await look(rollout);
    const ended = await read(rollout);
    expect(ended).toMatchObject({ state: 'promoted', wantedBp: 10_000, seenBp: 10_000 });
    expect(ended.sentence).toMatch(
      /^v2 got all traffic: errors shown safe \(0 of 430 requests failed, e \d+, limit 20\); so are timeouts, .* \(e \d+ or more\)\.$/,
    );
    expect(await served()).toEqual(['stable v2 10000']);
    expect(await test.core.registry.versionOfAlias(test.actor, 'delays', 'champion')).toMatchObject({ version: 2 });
    expect(await kinds()).toEqual(['rollouts.started', 'rollouts.advanced', 'rollouts.promoted']);
    expect((await evidence(rollout)).decisions.map(({ act, by }) => `${act} by ${by}`)).toEqual([
      'complete by Slipway',
      'advance by Slipway',
      'start by Ada',
    ]);
    expect(await schedules(rollout)).toBe(0);
    await look(rollout);
    expect(await kinds()).toHaveLength(3);
  });

  it('stores all that it decided from, and a replay decides the same', async () => {
    const rollout = await start();
    await countTraffic(test, endpoint, { stable: [900, 9], candidate: [100, 25] });
    await look(rollout);
    const { decisions, looks, counts } = await evidence(rollout);
    expect(decisions[0]).toMatchObject({ act: 'roll_back', number: 2, isAutomatic: true });
    expect(decisions[1]).toMatchObject({ act: 'start', number: 1, isAutomatic: false });
    expect(decisions[0]!.configHash).toMatch(/^[0-9a-f]{64}$/);
    expect(looks.at(-1)!.guardrails.map(({ name }) => name)).toContain('latency_p95');
    const made = await replay(rollout, {});
    expect(made).toMatchObject({ agrees: true, replayed: { act: 'roll_back', why: decisions[0]!.why } });
    expect(made.observation.counts).toEqual(counts);
    const [errors, ...others] = made.observation.counts.guardrails;
    const segments = errors!.segments.map((one) => ({ ...one, candidate: { units: 100, events: 2 } }));
    const fewer = { guardrails: [{ ...errors!, segments }, ...others], requests: segments, metrics: [] };
    expect(await replay(rollout, { counts: fewer })).toMatchObject({ agrees: false, replayed: { act: 'hold' } });
    await expect(replay(rollout, { decision: 1 })).rejects.toMatchObject({ code: 'conflict' });
    await expect(replay(rollout, { decision: 9 })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('replays a person’s act as what Slipway would have done', async () => {
    const rollout = await start();
    await countTraffic(test, endpoint, { stable: [900, 9], candidate: [100, 25] });
    await test.core.rollouts.abortRollout(test.actor, { params: { id: rollout.id }, body: {} });
    await expect(replay(rollout, {})).rejects.toMatchObject({ code: 'not_found' });
    expect(await replay(rollout, { decision: 2 })).toMatchObject({
      agrees: null,
      recorded: { act: 'abort', by: 'Ada' },
      replayed: { act: 'roll_back' },
    });
  });

  it('freezes what slow means once stable has answered enough, and rolls back a candidate that is slower', async () => {
    const rollout = await start();
    await look(rollout);
    expect((await read(rollout)).frozen).toBeNull();
    await countTraffic(test, endpoint, { stable: [900, 0], candidate: [100, 0] });
    await look(rollout);
    expect((await read(rollout)).frozen).toMatchObject({ slowMs: { latency_p50: 50, latency_p99: 50 } });
    const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
    const route = (await test.core.serving.routeTable()).find(({ endpointId }) => endpointId === row.id);
    expect(route?.slowMs).toMatchObject({ latency_p95: 50 });
    await countTraffic(test, endpoint, { stable: [900, 0], candidate: [100, 0], events: { latency_p95: 30 } });
    await look(rollout);
    expect((await read(rollout)).sentence).toMatch(
      /^Rolled back to v1: slow answers \(p95\) at the candidate only \(30 of 200 requests were slow, e .*, limit 200\)\.$/,
    );
  });

  it('does not compare how fast a container is with a process of the gateway', async () => {
    const rollout = await start();
    const { id: endpointId } = await test.core.serving.requireEndpoint(test.actor, endpoint);
    const { id: versionId } = await test.core.registry.requireVersion(test.actor, 'delays', 2);
    await test.core.kit.db.prisma.deployment.create({ data: { endpointId, versionId, runtime: 'docker' } });
    const judged = (await evidence(rollout)).counts.guardrails.map(({ name }) => name);
    expect(judged).toEqual(['errors', 'timeouts', 'invalid_outputs']);
  });

  it('does not go on while how fast answers are is unknown', async () => {
    const rollout = await start();
    const traffic = { stable: [3800, 4], candidate: [430, 0] } as const;
    await countTraffic(test, endpoint, traffic, ['timeouts', 'invalid_outputs']);
    test.advance(11);
    await gatewaySays();
    await look(rollout);
    expect((await read(rollout)).sentence).toBe(
      'Holding at 10 %: slow answers (p50) are not measured yet; no harm found.',
    );
  });

  it('rolls back a candidate whose errors are clearly more', async () => {
    const rollout = await start();
    await countTraffic(test, endpoint, { stable: [900, 9], candidate: [100, 25] });
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'rolled_back', wantedBp: 0 });
    expect((await read(rollout)).sentence).toMatch(
      /^Rolled back to v1: errors 25x \(25 of 100 requests failed, e .*, limit 40\)\.$/,
    );
    expect(await served()).toEqual(['stable v1 10000']);
    expect(await kinds()).toEqual(['rollouts.started', 'rollouts.rolled_back']);
  });

  it('rolls back at once when a gateway cannot run the candidate', async () => {
    const rollout = await start();
    await gatewaySays('failed');
    await look(rollout);
    expect((await read(rollout)).sentence).toBe('Rolled back to v1: the candidate cannot run: it crashed three times.');
  });

  it('waits for every live gateway, and for none that is gone', async () => {
    const rollout = await start();
    await gatewaySays('ready');
    await gatewaySays('starting', undefined, 'gateway:2');
    expect(await read(rollout)).toMatchObject({ seenBp: null });
    await test.core.kit.db.pool.query(
      `UPDATE "GatewaySeen" SET "seenAt" = now() - interval '6 seconds' WHERE "gateway" = 'gateway:2'`,
    );
    expect(await read(rollout)).toMatchObject({ seenBp: 1000 });
  });

  it('does not hold against a rollout what a gateway said before it', async () => {
    await gatewaySays('failed');
    const rollout = await start();
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'holding' });
  });

  it('keeps a look only when the counts have changed', async () => {
    const rollout = await start();
    for (let pass = 0; pass < 4; pass += 1) {
      test.advance(1);
      await look(rollout);
    }
    await countTraffic(test, endpoint, { stable: [90, 0], candidate: [10, 0] });
    test.advance(1);
    await look(rollout);
    expect((await evidence(rollout)).looks.map(({ candidateUnits }) => candidateUnits)).toEqual([0, 10]);
  });

  it('is ended once by many people at the same time, more of them than there are connections', async () => {
    const { id } = await start();
    const abort = () => test.core.rollouts.abortRollout(test.actor, { params: { id }, body: {} });
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, abort));
    const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refusals).toHaveLength(11);
    for (const { reason } of refusals) expect(reason).toMatchObject({ code: 'conflict' });
  });

  it('and a person that act at the same time: exactly one applies', async () => {
    for (let round = 0; round < 5; round += 1) {
      const rollout = await start();
      await countTraffic(test, endpoint, { stable: [900, 9], candidate: [100, 25] });
      const call = { params: { id: rollout.id }, body: { why: 'seen enough' } };
      const [person] = await Promise.allSettled([
        test.core.rollouts.abortRollout(test.actor, call),
        look(rollout),
        look(rollout),
      ]);
      const { state } = await read(rollout);
      expect(state).toBe(person.status === 'fulfilled' ? 'aborted' : 'rolled_back');
      expect((await evidence(rollout)).decisions).toHaveLength(2);
      expect(await served()).toEqual(['stable v1 10000']);
    }
  });
});

describe('a blue-green rollout', () => {
  it('has the candidate loaded without traffic, switches at once, and keeps the former version beside it', async () => {
    const rollout = await startAs({ strategy: 'blue_green', version: 2, testSeconds: 10, keepSeconds: 10 });
    expect(await served()).toEqual(['stable v1 10000', 'candidate v2 0']);
    await gatewaySays();
    test.advance(11);
    await look(rollout);
    expect(await served()).toEqual(['stable v1 0', 'candidate v2 10000']);
    await countTraffic(test, endpoint, { stable: [0, 0], candidate: [500, 0] });
    await gatewaySays();
    test.advance(11);
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'promoted', strategy: 'blue_green', step: 1 });
    expect(await served()).toEqual(['stable v2 10000']);
  });

  it('is switched by a person who skips the test, and goes back when it fails', async () => {
    const rollout = await startAs({ strategy: 'blue_green', version: 2, switchBy: 'person' });
    await test.core.rollouts.skipRolloutStep(test.actor, { params: { id: rollout.id }, body: { why: 'looks right' } });
    expect(await served()).toEqual(['stable v1 0', 'candidate v2 10000']);
    await countTraffic(test, endpoint, { stable: [0, 0], candidate: [5, 5] });
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'rolled_back' });
    expect(await served()).toEqual(['stable v1 10000']);
  });
});

describe('cohorts and rules', () => {
  const beta = { name: 'beta users', anyOf: [{ keys: ['ada'] }, { header: 'x-plan', in: ['beta'] }] };
  const configs = async () => {
    const { id } = await test.core.serving.requireEndpoint(test.actor, endpoint);
    const rows = await test.core.kit.db.prisma.endpointConfig.findMany({
      where: { endpointId: id },
      orderBy: { number: 'asc' },
    });
    return rows.map(({ assignment }) => assignment);
  };

  it('are written into each config: whom it shares, who stays in, what goes first', async () => {
    const rollout = await startAs({
      version: 2,
      steps: [{ weightBp: 10_000, cohorts: ['beta users'] }, { weightBp: 500 }],
      cohorts: [beta],
      rules: [{ match: { header: 'x-canary', in: ['never'] }, to: 'stable' }],
    });
    await test.core.rollouts.skipRolloutStep(test.actor, { params: { id: rollout.id }, body: {} });
    const never = { match: { header: 'x-canary', in: ['never'] }, candidateBp: 0 };
    const floors = beta.anyOf.map((match) => ({ match, candidateBp: 10_000 }));
    expect(await configs()).toEqual([
      { rules: [], audience: null, restBp: 0, floors: [] },
      { rules: [never], audience: beta.anyOf, restBp: 0, floors: [] },
      { rules: [never], audience: null, restBp: 0, floors },
    ]);
  });

  it('that nobody described are refused, by step', async () => {
    const unknown = { version: 2, steps: [{ weightBp: 100 }, { weightBp: 500, cohorts: ['nobody'] }] };
    await expect(startAs(unknown)).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'steps[1].cohorts' }],
    });
    expect(await served()).toEqual(['stable v1 10000']);
  });
});

it('rules and cohorts by features that the endpoint does not take are refused', async () => {
  const match = { feature: 'altitude', min: 1 };
  const cohorts = [{ name: 'high', anyOf: [{ feature: 'distance', max: 3 }, match] }];
  await expect(startAs({ version: 2, rules: [{ match, to: 'stable' }], cohorts })).rejects.toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'rules[0].match.feature' }, { path: 'cohorts[0].anyOf[1].feature' }],
  });
});

describe('a person', () => {
  it('pauses, which stops deciding, and resumes', async () => {
    const rollout = await start();
    const call = { params: { id: rollout.id }, body: { why: 'asking around' } };
    expect(await test.core.rollouts.pauseRollout(test.actor, call)).toMatchObject({
      state: 'paused',
      sentence: 'Paused by Ada: asking around.',
    });
    await expect(test.core.rollouts.pauseRollout(test.actor, call)).rejects.toMatchObject({ code: 'conflict' });
    await countTraffic(test, endpoint, { stable: [900, 0], candidate: [100, 90] });
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'paused' });
    await test.core.rollouts.resumeRollout(test.actor, call);
    await look(rollout);
    expect(await read(rollout)).toMatchObject({ state: 'rolled_back' });
  });

  it('promotes at once; an ended rollout takes no more orders', async () => {
    const rollout = await start();
    const call = { params: { id: rollout.id }, body: {} };
    expect(await test.core.rollouts.promoteRollout(test.actor, call)).toMatchObject({ state: 'promoted' });
    expect(await served()).toEqual(['stable v2 10000']);
    for (const act of ['pauseRollout', 'resumeRollout', 'promoteRollout', 'abortRollout'] as const) {
      await expect(test.core.rollouts[act](test.actor, call)).rejects.toMatchObject({ code: 'conflict' });
    }
  });
});
