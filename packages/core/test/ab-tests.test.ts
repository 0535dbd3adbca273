import { NewRollout, type Rollout } from '@slipway/contracts';
import { LatencySketch } from '@slipway/stats';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deploy, registerVersion, saveNextFlush } from './served-models.js';
import { takeLook } from './take-look.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
let endpoint: string;
let deployed = 0;

beforeAll(async () => {
  test = await openTestCore();
  await registerVersion(test, [1, -1]);
  await registerVersion(test, [2, -1]);
  await registerVersion(test, [3, -1]);
  await registerVersion(test, [2, -1, 1], ['distance', 'hour', 'carrier']);
});
afterAll(() => test.stop());
beforeEach(async () => {
  deployed += 1;
  endpoint = `compared-${deployed}`;
  await deploy(test, endpoint);
});

const beta = { name: 'beta', anyOf: [{ header: 'x-plan', in: ['beta'] }] };
const arms = [
  { version: 2, weightBp: 2_000 },
  { version: 3, weightBp: 3_000 },
];
const start = (change: object = {}): Promise<Rollout> => {
  const body = { strategy: 'ab_test', arms, goal: { metric: 'clicks' }, minSeconds: 0, policy: { guardrails: [] } };
  const asked = NewRollout.parse({ ...body, ...change });
  return test.core.rollouts.startRollout(test.actor, { params: { name: endpoint }, body: asked });
};
const look = (rollout: Rollout): Promise<Rollout> => takeLook(test.core, rollout);
const variants = async () => {
  const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
  return (await test.core.serving.currentConfig(row)).variants;
};
const served = async () =>
  (await variants()).map(({ role, version, weightBp, fromBp }) => `${role} v${version} ${weightBp} from ${fromBp}`);

/** Each version answered so often with so many failures; each of its callers brought clicks about a mean. */
async function saw(counts: Record<number, { units: number; errors?: number; clicks: number }>): Promise<void> {
  const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
  const now = test.core.kit.clock.now();
  const common = { endpointId: row.id, configNumber: row.configNumber };
  const served = await variants();
  const traffic = served.flatMap(({ role, version, versionId }) => {
    const found = counts[version];
    if (found === undefined) return [];
    const { units, errors = 0 } = found;
    const tally = { requests: units, rows: units, errors, units, errorUnits: errors, errorCodes: {} };
    return [{ ...common, versionId, role, bucketAt: now, ...tally, latency: noTimes, runTime: noTimes }];
  });
  await saveNextFlush(test, { traffic });
  for (const { version, versionId } of served)
    await test.core.kit.db.pool.query(
      `WITH told AS (SELECT gen_random_uuid() AS "id", $3 + i % 5 AS "value" FROM generate_series(1, $4::int) i),
       logged AS (INSERT INTO "PredictionRow" ("requestId", "row", "endpointId", "configNumber", "versionId", "role", "receivedAt", "at", "status", "latencyMs", "inSample")
         SELECT ('ffff' || substr("id"::text, 5))::uuid, 0, $1, $5, $2, 'any', now(), now(), 200, 1, true FROM told)
       INSERT INTO "MetricValue" ("workspaceId", "metric", "requestId", "row", "value")
         SELECT 'default', 'clicks', ('ffff' || substr("id"::text, 5))::uuid, 0, "value" FROM told`,
      [row.id, versionId, counts[version]?.clicks ?? 0, counts[version]?.units ?? 0, row.configNumber],
    );
  const ready = served.map(({ role, version, model }) => ({ role, version, model, ...READY }));
  await test.core.serving.reportSeen('gateway:1', [{ ...common, variants: ready }]);
}
const noTimes = new LatencySketch().serialize();
const READY = { state: 'ready', where: 'child process', outstanding: 0, restarts: 0, detail: null };

describe('an A/B test', () => {
  it('gives each candidate a piece of its own, and names all of them', async () => {
    const rollout = await start();
    expect(await served()).toEqual([
      'stable v1 5000 from undefined',
      'candidate v2 2000 from 0',
      'candidate v3 3000 from 2000',
    ]);
    expect(rollout).toMatchObject({ strategy: 'ab_test', wantedBp: 5_000, arms: [{ version: 2 }, { version: 3 }] });
    expect(JSON.stringify(rollout.arms)).not.toContain('versionId');
  });

  it('takes one out that fails, moves nobody else, and ends with the one that is better than stable', async () => {
    const rollout = await start();
    await saw({
      1: { units: 5_000, errors: 5, clicks: 5 },
      2: { units: 2_000, errors: 200, clicks: 9 },
      3: { units: 3_000, clicks: 6 },
    });
    const after = await look(rollout);
    expect(await served()).toEqual(['stable v1 7000 from undefined', 'candidate v3 3000 from 2000']);
    expect(after).toMatchObject({
      state: 'running',
      wantedBp: 3_000,
      arms: [{ dropped: expect.stringMatching(/^v2 errors/) }, { dropped: null }],
    });
    expect(after.arms[0]!.guardrails[0]).toMatchObject({ verdict: 'harmful' });
    await saw({ 1: { units: 700, errors: 1, clicks: 5 }, 3: { units: 300, clicks: 6 } });
    const ended = await look(rollout);
    expect(ended).toMatchObject({
      state: 'promoted',
      toVersion: 3,
      arms: [{}, { goal: { verdict: 'safe' }, leads: true }],
    });
    expect(await served()).toEqual(['stable v3 10000 from undefined']);
    const { decisions, looks } = await test.core.rollouts.getRolloutEvidence(test.actor, {
      params: { id: rollout.id },
    });
    expect(decisions.map(({ act }) => act)).toEqual(['complete', 'drop', 'start']);
    const judgedArms = decisions[1]!.arms.map(({ version, guardrails }) => [version, guardrails[0]!.verdict]);
    expect(judgedArms).toEqual([
      [2, 'harmful'],
      [3, 'safe'],
    ]);
    expect(looks[0]!.arms.map(({ version }) => version)).toEqual([2, 3]);
    for (const number of [2, 3]) {
      const body = { decision: number };
      expect(await test.core.rollouts.replayDecision(test.actor, { params: { id: rollout.id }, body })).toMatchObject({
        agrees: true,
      });
    }
  });

  it('is for some callers only, and gives those whom a rule names one version', async () => {
    const rules = [
      { match: { keys: ['ann'] }, to: 'candidate', version: 3 },
      { match: { keys: ['bob'] }, to: 'stable' },
    ];
    const { plan } = await start({ cohorts: [beta], rules });
    expect(plan).toMatchObject({ cohorts: [beta] });
    const { id: endpointId } = await test.core.serving.requireEndpoint(test.actor, endpoint);
    const newest = { where: { endpointId }, orderBy: { number: 'desc' as const } };
    expect((await test.core.kit.db.prisma.endpointConfig.findFirstOrThrow(newest)).assignment).toEqual({
      audience: beta.anyOf,
      restBp: 0,
      floors: [],
      rules: [
        { match: { keys: ['ann'] }, candidateBp: 10_000, version: 3 },
        { match: { keys: ['bob'] }, candidateBp: 0 },
      ],
    });
  });

  it('takes the candidate out that is beyond a plain threshold, and says of each what was read', async () => {
    const source = { kind: 'traffic', metric: 'error_rate' };
    const checks = [{ name: 'failures', source, max: 0.02, failureLimit: 1 }];
    const rollout = await start({ policy: { guardrails: [], checks } });
    await saw({
      1: { units: 1_000, errors: 25, clicks: 5 },
      2: { units: 400, errors: 12, clicks: 5 },
      3: { units: 600, errors: 0, clicks: 5 },
    });
    const after = await look(rollout);
    expect(after).toMatchObject({
      checks: [],
      arms: [
        {
          dropped: expect.stringMatching(/^v2 failures is 0.03 instead of at most 0.02/),
          checks: [{ state: 'breached' }],
        },
        { dropped: null, checks: [{ name: 'failures', value: 0, state: 'ok' }] },
      ],
    });
    const { id } = rollout;
    const replayed = await test.core.rollouts.replayDecision(test.actor, { params: { id }, body: {} });
    expect(replayed).toMatchObject({ agrees: true, observation: { arms: [{ checks: [{ value: 0.03 }] }, {}] } });
  });

  it('is promoted by a person who says which one, and has no step to skip', async () => {
    const rollout = await start();
    const acting = (body: object) => ({ params: { id: rollout.id }, body });
    await expect(test.core.rollouts.promoteRollout(test.actor, acting({}))).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'version', message: 'must be one of v2, v3' }],
    });
    await expect(test.core.rollouts.skipRolloutStep(test.actor, acting({}))).rejects.toMatchObject({
      code: 'conflict',
    });
    await test.core.rollouts.promoteRollout(test.actor, acting({ version: 3, why: 'the board wants it' }));
    expect(await served()).toEqual(['stable v3 10000 from undefined']);
  });

  it.each([
    [
      'aborted',
      async (rollout: Rollout) => test.core.rollouts.abortRollout(test.actor, { params: { id: rollout.id }, body: {} }),
    ],
    [
      'rolled_back',
      async (rollout: Rollout) => {
        const failing = { units: 1_000, errors: 300, clicks: 5 };
        await saw({ 1: { units: 2_000, clicks: 5 }, 2: failing, 3: failing });
        await look(rollout);
        await saw({ 1: { units: 2_000, clicks: 5 }, 3: failing });
        return look(rollout);
      },
    ],
  ])('that is %s returns everybody to stable', async (state, end) => {
    expect(await end(await start())).toMatchObject({ state, wantedBp: 0 });
    expect(await served()).toEqual(['stable v1 10000 from undefined']);
  });

  it('that only tells its winner leaves everybody with stable', async () => {
    const rollout = await start({ onWinner: 'finish' });
    await saw({ 1: { units: 5_000, clicks: 5 }, 2: { units: 2_000, clicks: 5 }, 3: { units: 3_000, clicks: 6 } });
    expect(await look(rollout)).toMatchObject({ state: 'finished' });
    expect(await served()).toEqual(['stable v1 10000 from undefined']);
  });

  it('shows a renamed model by its new name', async () => {
    const rollout = await start();
    const rename = (name: string, to: string) =>
      test.core.registry.models.rename(test.actor, { params: { name }, body: { name: to } });
    await rename('delays', 'late');
    expect((await look(rollout)).arms.map(({ model }) => model)).toEqual(['late', 'late']);
    await rename('late', 'delays');
  });

  it.each([
    ['a candidate twice', { arms: [arms[0], arms[0]] }, 'invalid_request'],
    [
      'no share for stable',
      {
        arms: [
          { version: 2, weightBp: 5_000 },
          { version: 3, weightBp: 5_000 },
        ],
      },
      'invalid_request',
    ],
    ['an end before its beginning', { minSeconds: 100, maxSeconds: 50 }, 'invalid_request'],
    ['stable among its candidates', { arms: [{ version: 1, weightBp: 100 }] }, 'conflict'],
    ['a candidate that does not exist', { arms: [{ version: 9, weightBp: 100 }] }, 'not_found'],
    ['a candidate that wants more', { arms: [{ version: 4, weightBp: 100 }] }, 'schema_incompatible'],
    [
      'a rule that names none of several',
      { rules: [{ match: { keys: ['ann'] }, to: 'candidate' }] },
      'invalid_request',
    ],
    [
      'a rule for a stranger',
      { rules: [{ match: { keys: ['ann'] }, to: 'candidate', version: 1 }] },
      'invalid_request',
    ],
    [
      'a rule for stable that names one',
      { rules: [{ match: { keys: ['ann'] }, to: 'stable', version: 2 }] },
      'invalid_request',
    ],
    [
      'a cohort by what it does not take',
      { cohorts: [{ name: 'far', anyOf: [{ feature: 'miles', min: 9 }] }] },
      'invalid_request',
    ],
    ['a cohort twice', { cohorts: [beta, beta] }, 'invalid_request'],
  ])('with %s does not start', async (_, change, code) => {
    await expect(start(change)).rejects.toMatchObject({ code });
    expect(await served()).toEqual(['stable v1 10000 from undefined']);
  });

  it.each([
    ['no candidates', { arms: [] }],
    ['a share of nothing', { arms: [{ version: 2, weightBp: 0 }] }],
    ['a version beside its candidates', { version: 2 }],
    ['a cohort of nobody', { cohorts: [{ name: 'beta', anyOf: [] }] }],
    ['no goal', { goal: undefined }],
  ])('with %s is no A/B test', (_, change) => {
    const body = { strategy: 'ab_test', arms, goal: { metric: 'clicks' } };
    expect(NewRollout.safeParse({ ...body, ...change }).success).toBe(false);
  });
});
