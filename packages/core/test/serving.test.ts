import { randomUUID } from 'node:crypto';
import { NewServingEndpoint, NewRollout } from '@slipway/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countTraffic, deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
let name: string;
let id: string;
let deployed = 0;

beforeAll(async () => {
  test = await openTestCore();
  await registerVersion(test, [1, -1]);
  await registerVersion(test, [2, -1]);
});
afterAll(() => test.stop());
beforeEach(async () => {
  deployed += 1;
  name = `served-${deployed}`;
  id = await deploy(test, name);
});

const read = () => test.core.serving.getEndpoint(test.actor, { params: { name } });
const variantsOf = async () => {
  const { variants } = await read();
  return variants.map(({ role, version, weightBp, state }) => [role, version, weightBp, state]);
};
const promote = async (version: number) => {
  const { id: versionId } = await test.core.registry.requireVersion(test.actor, 'delays', version);
  const variants = [{ role: 'stable' as const, versionId, model: 'delays', version, weightBp: 10_000 }];
  await test.core.kit.db.transaction((tx) =>
    test.core.serving.appendConfig(tx, test.actor, { endpointId: id, variants, rolloutId: null, why: 'test' }),
  );
};
const startRollout = () =>
  test.core.rollouts.startRollout(test.actor, {
    params: { name },
    body: NewRollout.parse({ version: 2, steps: [{ weightBp: 1_000, holdSeconds: 0 }] }),
  });
const report = (gateway: string, configNumber: number, states: Record<string, string>) =>
  test.core.serving.reportSeen(gateway, [
    {
      endpointId: id,
      configNumber,
      variants: Object.entries(states).map(([role, state]) => {
        const version = role === 'stable' ? 1 : 2;
        return {
          role,
          model: 'delays',
          version,
          state,
          where: 'here',
          outstanding: 0,
          restarts: 0,
          detail: state === 'failed' ? 'broken' : null,
        };
      }),
    },
  ]);

describe('an endpoint', () => {
  it('starts with all traffic at the deployed version, and its schema is frozen', async () => {
    const endpoint = await read();
    expect(endpoint).toMatchObject({
      status: 'starting',
      configNumber: 1,
      seenConfigNumber: null,
      activeRolloutId: null,
      lastChange: { by: test.actor.name, why: 'deployed' },
    });
    expect(endpoint.schema.features.map((feature) => feature.name)).toEqual(['distance', 'hour']);
    expect(await variantsOf()).toEqual([['stable', 1, 10_000, 'starting']]);
  });

  it('is opened to everybody by an admin only', async () => {
    const body = NewServingEndpoint.parse({ name: `open-${name}`, model: 'delays', version: 1, auth: 'public' });
    const writer = { ...test.actor, kind: 'token' as const, scopes: ['read', 'write'] as const };
    await expect(test.core.serving.createEndpoint(writer, { body })).rejects.toMatchObject({
      code: 'forbidden',
      errors: [{ path: 'auth' }],
    });
    await test.core.serving.createEndpoint(writer, { body: { ...body, auth: 'token', name: `shut-${name}` } });
    const admin = { ...writer, scopes: ['admin'] as const };
    expect(await test.core.serving.createEndpoint(admin, { body })).toMatchObject({ auth: 'public' });
  });

  it('keeps rules of the log for its own features, and refuses a slip of the pen', async () => {
    const redactions = [
      { feature: 'distance', by: 'digest' as const },
      { feature: '*', by: 'removal' as const },
    ];
    const change = (rules: typeof redactions) =>
      test.core.serving.updateEndpoint(test.actor, { params: { name }, body: { redactions: rules } });
    expect((await change(redactions)).redactions).toEqual(redactions);
    await expect(change([{ feature: 'distence', by: 'digest' }])).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'redactions[0].feature' }],
    });
    expect((await read()).redactions).toEqual(redactions);
    expect((await change([])).redactions).toEqual([]);
    const body = NewServingEndpoint.parse({ name: `kept-${name}`, model: 'delays', version: 1, redactions });
    expect((await test.core.serving.createEndpoint(test.actor, { body })).redactions).toEqual(redactions);
    const twice = { redactions: [...redactions, redactions[0]] };
    expect(NewServingEndpoint.safeParse({ ...body, ...twice }).error?.issues[0]?.message).toBe('one rule a feature');
  });

  it('is reported anew when something changed, and else only before it would count as not seen', async () => {
    const at = async () => {
      const { rows } = await test.core.kit.db.pool.query(
        `SELECT "seenAt"::text AS at FROM "GatewaySeen" WHERE "gateway" = 'thrifty'`,
      );
      return (rows as { at: string }[])[0]!.at;
    };
    await report('thrifty', 1, { stable: 'starting' });
    const first = await at();
    await report('thrifty', 1, { stable: 'starting' });
    expect(await at()).toBe(first);
    await report('thrifty', 1, { stable: 'ready' });
    const second = await at();
    expect(second).not.toBe(first);
    await test.core.kit.db.pool.query(`UPDATE "GatewaySeen" SET "seenAt" = now() - interval '2 seconds'`);
    await report('thrifty', 1, { stable: 'ready' });
    expect((await at()) > second).toBe(true);
  });

  it('has a name of its own in the whole installation', async () => {
    const body = NewServingEndpoint.parse({ name, model: 'delays', version: 1 });
    await expect(test.core.serving.createEndpoint(test.actor, { body })).rejects.toMatchObject({
      code: 'already_exists',
    });
    const elsewhere = { ...test.actor, workspaceId: 'other' };
    await expect(test.core.serving.getEndpoint(elsewhere, { params: { name } })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it.each([
    [{ model: 'delays' }, 'invalid_request'],
    [{ model: 'delays', version: 99 }, 'not_found'],
    [{ model: 'nothing', alias: 'champion' }, 'not_found'],
  ])('is not made of %j', async (what, code) => {
    const body = NewServingEndpoint.parse({ name: 'never', ...what });
    await expect(test.core.serving.createEndpoint(test.actor, { body })).rejects.toMatchObject({ code });
    await expect(test.core.serving.getEndpoint(test.actor, { params: { name: 'never' } })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('stays while a rollout is on, and so does its routing', async () => {
    await startRollout();
    for (const act of [
      () => test.core.serving.deleteEndpoint(test.actor, { params: { name } }),
      () => test.core.serving.rollBackEndpoint(test.actor, { params: { name }, body: {} }),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'rollout_active' });
    }
    expect((await read()).variants).toHaveLength(2);
  });

  it('is deleted or gets a rollout when both come at once, never both', async () => {
    const [deleted, started] = await Promise.allSettled([
      test.core.serving.deleteEndpoint(test.actor, { params: { name } }),
      startRollout(),
    ]);
    expect([deleted.status, started.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    const active = await test.core.kit.db.prisma.rollout.count({ where: { endpointId: id } });
    expect(active).toBe(started.status === 'fulfilled' ? 1 : 0);
  });

  it('goes with its counts', async () => {
    await countTraffic(test, name, { stable: [5, 0], candidate: [0, 0] });
    await test.core.serving.deleteEndpoint(test.actor, { params: { name } });
    expect(await test.core.kit.db.prisma.trafficBucket.count({ where: { endpointId: id } })).toBe(0);
    expect(await test.core.kit.db.prisma.endpointConfig.count({ where: { endpointId: id } })).toBe(0);
  });
});

describe('rolling back', () => {
  it('returns to the last other stable version by a new config, and says so', async () => {
    await promote(2);
    await test.core.serving.rollBackEndpoint(test.actor, { params: { name }, body: { why: 'complaints' } });
    expect(await variantsOf()).toEqual([['stable', 1, 10_000, 'starting']]);
    expect((await read()).configNumber).toBe(3);
    const event = await test.core.kit.db.prisma.event.findFirst({
      where: { kind: 'serving.rolled_back', endpoint: name },
    });
    expect(event).toMatchObject({ why: 'complaints', before: { version: 2 }, after: { version: 1 }, actorName: 'Ada' });
  });

  it.each([
    [{}, /^No other version was ever stable/],
    [{ version: 1 }, /^v1 is the stable version already/],
    [{ version: 2 }, /^v2 was never stable here/],
  ])('needs a version to return to, which %j is not', async (body, message) => {
    await expect(test.core.serving.rollBackEndpoint(test.actor, { params: { name }, body })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(message),
    });
  });
});

describe('configs', () => {
  it('are appended one after another, however many act at once', async () => {
    await Promise.all([promote(2), promote(1), promote(2), promote(1)]);
    const configs = await test.core.kit.db.prisma.endpointConfig.findMany({
      where: { endpointId: id },
      orderBy: { number: 'asc' },
    });
    expect(configs.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect((await read()).configNumber).toBe(5);
  });

  it('keep the versions that they serve from being deleted', async () => {
    const params = { name: 'delays', version: 1 };
    await expect(test.core.registry.versions.remove(test.actor, { params })).rejects.toMatchObject({ code: 'in_use' });
  });

  it('reach gateways with what they need, limits only while a rollout is on', async () => {
    const routeOf = async () => (await test.core.serving.routeTable()).find((route) => route.name === name);
    expect(await routeOf()).toMatchObject({
      configNumber: 1,
      limits: null,
      baseline: null,
      variants: [{ version: 1, weightBp: 10_000 }],
    });
    const rollout = await startRollout();
    expect(await routeOf()).toMatchObject({
      configNumber: 2,
      salt: rollout.id,
      limits: { badRequestBudget: 50, failFirst: 5 },
    });
  });
});

describe('what gateways see', () => {
  it('is the oldest config and the worst state among them', async () => {
    await startRollout();
    await report('gateway:1', 2, { stable: 'ready', candidate: 'ready' });
    expect(await read()).toMatchObject({ status: 'serving', seenConfigNumber: 2 });
    await report('gateway:2', 1, { stable: 'ready', candidate: 'starting' });
    expect(await read()).toMatchObject({ status: 'degraded', seenConfigNumber: 1 });
    await report('gateway:2', 2, { stable: 'ready', candidate: 'failed' });
    expect((await read()).variants[1]).toMatchObject({ state: 'failed', detail: 'broken' });
    await report('gateway:2', 2, { stable: 'failed', candidate: 'ready' });
    expect((await read()).status).toBe('down');
    await test.core.serving.forgetSeen('gateway:2');
    const { items } = await test.core.serving.listReplicas(test.actor, { params: { name } });
    expect(items.map(({ gateway, role }) => [gateway, role])).toEqual([
      ['gateway:1', 'stable'],
      ['gateway:1', 'candidate'],
    ]);
  });

  it('counts for five seconds', async () => {
    await report('gateway:1', 1, { stable: 'ready' });
    await test.core.kit.db.prisma.gatewaySeen.updateMany({
      where: { endpointId: id },
      data: { seenAt: new Date(Date.now() - 6_000) },
    });
    expect((await read()).status).toBe('starting');
  });
});

describe('traffic', () => {
  it('has at most 120 points a variant, and no latency where there was no request', async () => {
    const { versionId } = (await read()).variants[0]!;
    const hourMs = 3_600_000;
    const traffic = Array.from({ length: 720 }, (_, i) => ({
      endpointId: id,
      configNumber: 1,
      versionId,
      role: 'stable',
      bucketAt: new Date(i * 5_000),
      requests: 2,
      rows: 3,
      errors: 1,
      units: 2,
      errorUnits: 1,
      errorCodes: { replica_crashed: 1 },
      latency: { accuracy: 0.01, zeros: 2, buckets: [] },
      runTime: { accuracy: 0.01, zeros: 2, buckets: [] },
    }));
    await test.core.serving.saveFlush({
      gatewayBoot: randomUUID(),
      sequence: 0,
      rows: [],
      traffic,
      cells: [],
      spans: [],
      evidence: [],
    });
    const stats = (fromMs: number, toMs: number) => {
      const query = { minutes: 15, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
      return test.core.serving.getEndpointStats(test.actor, { params: { name }, query });
    };
    const { points, bucketSeconds, totals, errorsByCode } = await stats(0, hourMs);
    expect([points.length, bucketSeconds]).toEqual([120, 30]);
    expect(points[0]).toMatchObject({ role: 'stable', version: 1, requests: 12, rows: 18, errors: 6, p99Ms: 0 });
    expect([totals.requests, totals.requestsPerSecond, errorsByCode]).toEqual([1_440, 0.4, { replica_crashed: 720 }]);
    expect((await stats(hourMs, 2 * hourMs)).totals).toMatchObject({ requests: 0, p50Ms: null });
    await expect(stats(hourMs, 0)).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('of all endpoints at once are those of each, without shadows', async () => {
    const { versionId } = (await read()).variants[0]!;
    const bucketAt = new Date(test.core.kit.clock.now().getTime() - 60_000);
    const bucket = (role: string, requests: number, buckets: [number, number][]) => ({
      endpointId: id,
      versionId,
      role,
      configNumber: 1,
      bucketAt,
      requests,
      rows: requests,
      errors: 1,
      units: requests,
      errorUnits: 1,
      errorCodes: {},
      latency: { accuracy: 0.01, zeros: 3, buckets },
      runTime: { accuracy: 0.01, zeros: 0, buckets: [] },
    });
    const traffic = [
      bucket('stable', 50, [
        [100, 40],
        [200, 7],
      ]),
      bucket('candidate', 10, [
        [100, 2],
        [230, 5],
      ]),
      bucket('shadow', 99, [[500, 96]]),
    ];
    const nothing = { rows: [], cells: [], spans: [], evidence: [] };
    await test.core.serving.saveFlush({ gatewayBoot: randomUUID(), sequence: 0, traffic, ...nothing });
    const query = { minutes: 15 };
    const { items } = await test.core.serving.totals.list(test.actor, { query });
    const { totals } = await test.core.serving.getEndpointStats(test.actor, { params: { name }, query });
    expect(items).toContainEqual({ endpoint: name, ...totals });
    expect(totals).toMatchObject({ requests: 60, errors: 2, p50Ms: expect.closeTo(7.3, 0) });
    // Of the 60, bucket 230 holds the slowest five, and the shadow's bucket 500 nobody.
    expect(totals.p99Ms).toBeCloseTo(0.99 * Math.exp(230 * Math.log(1.01 / 0.99)), 6);
  });
});
