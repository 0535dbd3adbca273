import {
  NewFeedback,
  NewRollout,
  type FeedbackItem,
  type FeedbackReceipt,
  type Rollout,
  type RolloutCounts,
} from '@slipway/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { logLine, uuidv7, type LoggedRow } from '../src/index.js';
import { deploy, registerVersion, saveNextFlush } from './served-models.js';
import { takeLook } from './take-look.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
let endpoint: string;
let rollout: Rollout;
let deployed = 0;

beforeAll(async () => {
  test = await openTestCore();
  await registerVersion(test, [1, -1]);
  await registerVersion(test, [2, -1]);
});
afterAll(() => test.stop());
beforeEach(async () => {
  deployed += 1;
  endpoint = `judged-${deployed}`;
  await deploy(test, endpoint);
});

const start = (outcomes: object = {}): Promise<void> => startBy({ guardrails: ['wrong_predictions'], outcomes });
const startBy = async (policy: object): Promise<void> => {
  const body = NewRollout.parse({ version: 2, steps: [{ weightBp: 1_000 }], policy });
  rollout = await test.core.rollouts.startRollout(test.actor, { params: { name: endpoint }, body });
};

interface Logged extends Partial<Omit<LoggedRow, 'role'>> {
  role?: 'stable' | 'candidate';
  actual?: FeedbackItem['actual'];
  metrics?: Record<string, number>;
}

/** Logs one prediction each, with its outcome and its metrics where it has them. */
async function log(...predictions: Logged[]): Promise<FeedbackReceipt> {
  const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
  const { variants } = await test.core.serving.currentConfig(row);
  const now = test.core.kit.clock.now();
  const items: FeedbackItem[] = [];
  const lines = predictions.map(({ role = 'candidate', actual, metrics, ...change }) => {
    const requestId = uuidv7(now.getTime() + 1);
    if (actual !== undefined || metrics !== undefined) items.push({ predictionId: requestId, actual, metrics });
    return logLine({
      requestId,
      row: 0,
      endpointId: row.id,
      configNumber: row.configNumber,
      versionId: variants.find((variant) => variant.role === role)!.versionId,
      role,
      receivedAt: now,
      at: now,
      status: 200,
      latencyMs: 1,
      key: null,
      isDrawn: true,
      inSample: true,
      draw: 0,
      keepRate: 1,
      outliers: [],
      inputs: null,
      output: { score: 0.9 },
      error: null,
      ...change,
    });
  });
  await saveNextFlush(test, { rows: lines });
  return test.core.monitoring.feedback.record(test.actor, { body: { items } });
}

const look = (): Promise<Rollout> => takeLook(test.core, rollout);

/** Units and events of wrong predictions: [stable, candidate]. */
async function counted(): Promise<[units: number, events: number][]> {
  const { counts } = await test.core.rollouts.getRolloutEvidence(test.actor, { params: { id: rollout.id } });
  const found = counts.guardrails.find(({ name }) => name === 'wrong_predictions');
  const [segment] = found?.segments ?? ([] as RolloutCounts['requests']);
  return [segment?.stable, segment?.candidate].map((arm) => [arm?.units ?? 0, arm?.events ?? 0]);
}

it('outcomes that come in later are counted, of both versions', async () => {
  await start();
  await log({ actual: 1 }, { actual: 0 }, { actual: 'true' }, { role: 'stable', actual: 0 }, { actual: undefined });
  expect(await counted()).toEqual([
    [1, 1],
    [3, 1],
  ]);
});

it.each([
  ['a score is wrong on the other side of .5', { output: { score: 0.2 }, actual: 1 }, [1, 1]],
  ['a label is wrong when it differs', { output: { label: 'late', score: 0.9 }, actual: 'on time' }, [1, 1]],
  ['a label is right when it is equal', { output: { label: 'late' }, actual: 'late' }, [1, 0]],
  ['a value is wrong beyond what the policy says', { output: { value: 10 }, actual: 14 }, [1, 1]],
  ['a value is right within it', { output: { value: 10 }, actual: 12 }, [1, 0]],
  ['an outcome that is no number says nothing of a value', { output: { value: 10 }, actual: 'soon' }, [0, 0]],
  ['what a caller named is no evidence', { isDrawn: false, actual: 0 }, [0, 0]],
  ['what is logged besides the sample is no evidence', { inSample: false, actual: 0 }, [0, 0]],
  ['a failure has no prediction', { output: null, status: 500, actual: 0 }, [0, 0]],
])('%s', async (_, prediction, expected) => {
  await start({ wrongBeyond: 3 });
  await log(prediction);
  expect((await counted())[1]).toEqual(expected);
});

it('a key counts once, at its first outcome and its first wrong one, whichever version answered', async () => {
  await start();
  await log({ key: 'ann', actual: 1 });
  await log({ key: 'ann', actual: 0 }, { key: 'ann', role: 'stable', actual: 0 });
  await log({ key: 'ann', role: 'stable', actual: 0 });
  const [stable, candidate] = await counted();
  expect([stable![0] + candidate![0], stable![1] + candidate![1]]).toEqual([1, 1]);
  expect(candidate![0]).toBe(1);
});

it('without outcomes nothing is shown, so it does not go on', async () => {
  await start();
  await log({}, { role: 'stable' });
  expect(await counted()).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

describe('business metrics', () => {
  const metrics = [{ name: 'revenue', margin: 1 }];
  const repeat = (times: number, one: (i: number) => Logged): Logged[] =>
    Array.from({ length: times }, (_, i) => one(i));
  const both = (candidate: number): Logged[] => [
    ...repeat(900, (i) => ({ role: 'stable', metrics: { revenue: 10 + (i % 5) } })),
    ...repeat(100, (i) => ({ metrics: { revenue: candidate + (i % 5) } })),
  ];
  const revenue = async () => {
    const { counts } = await test.core.rollouts.getRolloutEvidence(test.actor, { params: { id: rollout.id } });
    return counts.metrics.find(({ name }) => name === 'revenue')?.segments;
  };

  it('that got clearly worse roll back, and a replay decides the same', async () => {
    await startBy({ guardrails: [], metrics });
    await log(...both(4));
    const ended = await look();
    expect(ended).toMatchObject({ state: 'rolled_back', measures: [{ name: 'revenue', verdict: 'harmful' }] });
    expect(ended.sentence).toMatch(
      /^Rolled back to v1: revenue changed by -6 \[-6\.\d+, -5\.\d+\], lower by more than 1\.$/,
    );
    const replayed = await test.core.rollouts.replayDecision(test.actor, { params: { id: rollout.id }, body: {} });
    expect(replayed).toMatchObject({ agrees: true, measures: [{ verdict: 'harmful' }] });
  });

  it('that stay are safe, and one that nobody tells holds', async () => {
    await startBy({ guardrails: [], metrics: [...metrics, { name: 'clicks', margin: 0.1 }] });
    await log(...both(10));
    expect((await look()).measures).toMatchObject([{ verdict: 'safe' }, { name: 'clicks', verdict: 'no_data' }]);
  });

  it('count once a key, with the first value, and only what was drawn', async () => {
    await startBy({ guardrails: [], metrics });
    await log({ key: 'ann', metrics: { revenue: 5 } });
    await log({ key: 'ann', metrics: { revenue: 500 } }, { isDrawn: false, metrics: { revenue: 9 } });
    expect(await revenue()).toMatchObject([{ candidate: { units: 1, mean: 5 }, stable: { units: 0 } }]);
  });

  it('come without an outcome, and a second value of a prediction changes nothing', async () => {
    await startBy({ guardrails: [], metrics });
    expect(await log({ metrics: { revenue: 5, clicks: 0 } })).toMatchObject({
      accepted: 1,
      matched: 1,
      metricValues: 2,
    });
    const { requestId } = await test.core.kit.db.prisma.metricValue.findFirstOrThrow({ where: { metric: 'clicks' } });
    const again = NewFeedback.parse({ predictionId: requestId, metrics: { clicks: 7 } });
    expect(await test.core.monitoring.feedback.record(test.actor, { body: again })).toMatchObject({ metricValues: 0 });
    expect(await test.core.kit.db.prisma.feedback.count({ where: { requestId } })).toBe(0);
  });

  it.each([
    ['nothing at all', {}],
    ['a metric that is no number', { metrics: { revenue: 'much' } }],
    ['a metric beyond measure', { metrics: { revenue: 1e300 } }],
    ['a nameless metric', { metrics: { '': 1 } }],
    ['too many', { metrics: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`m${i}`, 1])) }],
  ])('of %s are refused', (_, said) =>
    expect(NewFeedback.safeParse({ predictionId: uuidv7(), ...said }).success).toBe(false),
  );
});

it('scores that move further than the policy allows roll back', async () => {
  await startBy({ guardrails: [], scores: { maxDistance: 0.2 } });
  const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
  const { variants } = await test.core.serving.currentConfig(row);
  const common = { endpointId: row.id, configNumber: row.configNumber, name: 'score', events: 0 };
  const evidence = variants.flatMap(({ role, versionId }) =>
    [10, 50].map((bin) => ({ ...common, versionId, bin, units: role === 'stable' ? 2_000 : bin === 10 ? 10 : 990 })),
  );
  await saveNextFlush(test, { evidence });
  expect(await look()).toMatchObject({ state: 'rolled_back', measures: [{ kind: 'scores', estimate: 0.49 }] });
});
