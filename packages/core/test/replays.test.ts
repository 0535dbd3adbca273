import { NewReplay, NewRollout, type PairReport } from '@slipway/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Flush, LoggedRow } from '../src/index.js';
import { logLine, PairTally } from '../src/index.js';
import { deploy, registerVersion } from './served-models.js';
import { takeLook } from './take-look.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
let endpointId: string;
beforeAll(async () => {
  test = await openTestCore();
  await registerVersion(test, [1, -1]);
  await registerVersion(test, [1, -1]);
  await registerVersion(test, [-1, 1]);
  endpointId = await deploy(test);
});
afterAll(() => test.stop());

const params = { name: 'delays' };
const replay = (version: number, rows = 20, hours?: number) =>
  test.core.rollouts.replays.startReplay(test.actor, { params, body: NewReplay.parse({ version, rows, hours }) });
const flush = (parts: Partial<Flush>) =>
  test.core.serving.saveFlush({
    gatewayBoot: crypto.randomUUID(),
    sequence: 1,
    rows: [],
    traffic: [],
    evidence: [],
    cells: [],
    spans: [],
    ...parts,
  });

it('needs requests that were logged', () => expect(replay(2)).rejects.toMatchObject({ code: 'conflict' }));

it('refuses rows that the log does not keep as they came', async () => {
  const change = (redactions: { feature: string; by: 'removal' }[]) =>
    test.core.serving.updateEndpoint(test.actor, { params, body: { redactions } });
  await change([{ feature: 'hour', by: 'removal' }]);
  await expect(replay(2)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('does not keep hour') as string,
  });
  await change([]);
});

it('asks both versions what callers asked, and keeps how the answers differ', async () => {
  const [v1] = (await test.core.serving.getEndpoint(test.actor, { params })).variants;
  // Four of the rows are older than an hour, all others of the last minute.
  const rows = Array.from({ length: 30 }, (_, i): LoggedRow => {
    const at = new Date(Date.now() - (i < 26 ? i * 1_000 : 2 * 3_600_000));
    const inputs = { distance: i % 3, hour: 1 };
    const logged = { requestId: crypto.randomUUID(), row: 0, receivedAt: at, at, status: 200, latencyMs: 1, key: null };
    const by = { endpointId, configNumber: 1, versionId: v1!.versionId, role: 'stable' };
    return {
      ...logged,
      ...by,
      isDrawn: true,
      inSample: true,
      draw: 0,
      keepRate: 1,
      outliers: [],
      inputs,
      output: null,
      error: null,
    };
  });
  await flush({ rows: rows.map(logLine) });
  const [same, turned, recent] = [await replay(2), await replay(3), await replay(2, 30, 1)];
  expect(same.replay).toMatchObject({ state: 'waiting', report: null, toVersion: 2 });
  // What comes after a replay was asked for is none of its rows.
  const later = {
    ...rows[0]!,
    requestId: crypto.randomUUID(),
    receivedAt: new Date(Date.now() + 3_600_000),
    inputs: {},
  };
  await flush({ rows: [logLine(later)] });
  await test.settle();
  const read = async (id: string) => test.core.rollouts.replays.getReplay(test.actor, { params: { id } });
  expect(await read(same.replay.id)).toMatchObject({
    state: 'done',
    report: { pairs: 20, agreed: 20, largestDifference: 0, failures: { onlyCandidate: 0 } },
  });
  const { report } = await read(turned.replay.id);
  expect(report).toMatchObject({ pairs: 20, dropped: 0 });
  expect(report!.agreed).toBeLessThan(20);
  expect(report!.stableLatency.p95Ms).toBeGreaterThan(0);
  const [first] = report!.differences;
  expect(first).toMatchObject({ agrees: false, error: null });
  expect(first!.stable?.['label']).not.toBe(first!.candidate?.['label']);
  expect(await read(recent.replay.id)).toMatchObject({ hours: 1, rows: 30, report: { pairs: 26 } });
  const { items } = await test.core.rollouts.replays.listReplays(test.actor, { params, query: { limit: 10 } });
  expect(items.map(({ toVersion }) => toVersion)).toEqual([2, 3, 2]);
  // A rule that comes before the job does is as good as one that was there.
  const { replay: late } = await replay(2);
  const change = (redactions: { feature: string; by: 'removal' }[]) =>
    test.core.serving.updateEndpoint(test.actor, { params, body: { redactions } });
  await change([{ feature: 'hour', by: 'removal' }]);
  await test.settle();
  expect(await read(late.id)).toMatchObject({ state: 'failed', report: null });
  await change([]);
  // Rows that were logged while there was a rule are not asked.
  const digested = { ...rows[0]!, requestId: crypto.randomUUID(), inputs: { distance: 1, hour: 'hmac:0f' } };
  await flush({ rows: [logLine({ ...digested, receivedAt: new Date() })] });
  const kinds = await test.core.kit.db.prisma.event.findMany({ where: { kind: 'rollouts.replay_finished' } });
  expect(kinds).toHaveLength(3);
});

it('of a version of another model is told with its model', async () => {
  await registerVersion(test, [1, -1], ['distance', 'hour'], 'arrivals');
  const body = NewReplay.parse({ model: 'arrivals', version: 1, rows: 20 });
  await test.core.rollouts.replays.startReplay(test.actor, { params, body });
  await test.settle();
  const finished = { where: { kind: 'rollouts.replay_finished' }, orderBy: { id: 'desc' as const } };
  expect(await test.core.kit.db.prisma.event.findFirst(finished)).toMatchObject({
    why: 'v1 of arrivals answered 20 of 20 logged requests as v1 does',
    after: { model: 'arrivals', version: 1 },
  });
});

it('and a shadow rollout ends by itself, without having moved traffic', async () => {
  const body = NewRollout.parse({ strategy: 'shadow', version: 2, durationSeconds: 10 });
  const { id } = await test.core.rollouts.startRollout(test.actor, { params, body });
  const { configNumber, variants } = await test.core.serving.getEndpoint(test.actor, { params });
  expect(variants.map(({ role, weightBp }) => [role, weightBp])).toEqual([
    ['stable', 10_000],
    ['shadow', 0],
  ]);
  const tally = new PairTally();
  const arm = { predictions: [{ label: 'late' }], latencyMs: 1 };
  for (let pair = 0; pair < 500; pair += 1) tally.add(arm, arm);
  const bucket = { endpointId, configNumber, versionId: variants[1]!.versionId, bucketAt: new Date(), dropped: 7 };
  await flush({ mirrored: { counts: [{ ...bucket, counts: tally.counts() }], rows: [] } });
  const where = { where: 'child process', outstanding: 0, restarts: 0, detail: null, state: 'ready' };
  const seen = { role: 'shadow', model: 'delays', version: 2, ...where };
  await test.core.serving.reportSeen('gateway:1', [{ endpointId, configNumber, variants: [seen] }]);
  test.advance(11);
  const ended = await takeLook(test.core, { id });
  expect(ended).toMatchObject({ state: 'finished', strategy: 'shadow' });
  expect(ended.sentence).toMatch(/^Finished; v1 keeps all traffic: errors shown safe/);
  const report: PairReport = await test.core.rollouts.getRolloutComparison(test.actor, { params: { id } });
  expect(report).toMatchObject({ pairs: 500, agreed: 500, dropped: 7 });
  const after = await test.core.serving.getEndpoint(test.actor, { params });
  expect(after.variants.map(({ role, version }) => [role, version])).toEqual([['stable', 1]]);
});
