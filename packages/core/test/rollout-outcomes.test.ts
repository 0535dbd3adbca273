import { NewRollout, type Rollout, type RolloutCounts } from '@slipway/contracts';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { logLine, uuidv7, type LoggedRow } from '../src/index.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
let endpoint: string;
let rollout: Rollout;
let deployed = 0;
let sequence = 0;
const gatewayBoot = uuidv7();

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

const start = async (outcomes: object = {}): Promise<void> => {
  const policy = { guardrails: ['wrong_predictions'], outcomes };
  const body = NewRollout.parse({ version: 2, steps: [{ weightBp: 1_000 }], policy });
  rollout = await test.core.rollouts.startRollout(test.actor, { params: { name: endpoint }, body });
};

interface Logged extends Partial<Omit<LoggedRow, 'role'>> {
  role?: 'stable' | 'candidate';
  actual?: unknown;
}

/** Logs one prediction each, with its outcome where it has one. */
async function log(...predictions: Logged[]): Promise<void> {
  const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
  const { variants } = await test.core.serving.currentConfig(row);
  const now = test.core.kit.clock.now();
  const items: { predictionId: string; actual: unknown }[] = [];
  const lines = predictions.map(({ role = 'candidate', actual, ...change }) => {
    const requestId = uuidv7(now.getTime() + 1);
    if (actual !== undefined) items.push({ predictionId: requestId, actual });
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
  sequence += 1;
  const nothing = { traffic: [], evidence: [], cells: [], spans: [] };
  await test.core.serving.saveFlush({ gatewayBoot, sequence, rows: lines, ...nothing });
  await test.core.monitoring.feedback.record(test.actor, {
    body: { items: items as { predictionId: string; actual: number }[] },
  });
}

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
