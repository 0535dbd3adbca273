import { NewMonitor } from '@slipway/contracts';
import { buildNumericCells } from '@slipway/stats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logLine, uuidv7 } from '../src/index.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 0, 5);
const HOSTILE = 'far "away", {x}\\\t';

let test: TestCore;
let endpointId: string;
let versionId: string;
let baselineId: string;
beforeAll(async () => {
  test = await openTestCore();
  versionId = (await registerVersion(test, [1, -1])).id;
  endpointId = await deploy(test);
  const distance = buildNumericCells([...Array(1_999).keys()]);
  const profiles = { prediction: distance, distance };
  const data = { workspaceId: 'default', versionId, dataset: 'reference', datasetVersion: 1, rows: 1_999 };
  const made = await test.core.kit.db.prisma.baseline.create({
    data: { id: crypto.randomUUID(), ...data, profiles: JSON.parse(JSON.stringify(profiles)) },
  });
  baselineId = made.id;
});
afterAll(() => test.stop());

/** day logs `rows` predictions, the first `strange` of them with an outlier in a feature of a hostile name. */
async function day(number: number, rows: number, strange: number): Promise<void> {
  const at = new Date(FIRST_DAY + number * DAY_MS + 3_600_000);
  const logged = Array.from({ length: rows }, (_, i) => {
    const who = {
      requestId: uuidv7(),
      row: 0,
      endpointId,
      configNumber: 1,
      versionId,
      role: 'stable',
      key: i === 0 ? 'first' : null,
    };
    const what = {
      status: 200,
      latencyMs: 1,
      isDrawn: true,
      inSample: true,
      draw: 0,
      keepRate: 1,
      inputs: { distance: i },
      output: { score: 0.5 },
    };
    return logLine({ ...who, ...what, error: null, receivedAt: at, at, outliers: i < strange ? [HOSTILE] : [] });
  });
  await test.core.serving.saveFlush({
    gatewayBoot: uuidv7(),
    sequence: 1,
    rows: logged,
    cells: [{ endpointId, baselineId, feature: 'prediction', minute: at, rows, counts: [1, rows] }],
    spans: [{ endpointId, firstAt: at, lastAt: at }],
    traffic: [],
    evidence: [],
  });
}

it('alarms where clearly more predictions than the limit have an outlier, and names the feature', async () => {
  await day(0, 400, 3);
  await day(1, 400, 60);
  await day(2, 1, 0);
  const body = NewMonitor.parse({
    name: 'strange',
    kind: 'outliers',
    endpoint: 'delays',
    floor: 0.05,
    closeBy: 'watermark',
  });
  await test.core.monitoring.createMonitor(test.actor, { body });
  await test.core.monitoring.runMonitor(test.actor, { params: { name: 'strange' } });
  await test.settle();
  const params = { name: 'strange' };
  const { items } = await test.core.monitoring.listMonitorRuns(test.actor, { params, query: { limit: 9 } });
  expect(items.toReversed()).toMatchObject([
    { state: 'ok', rows: 400, metrics: [{ name: 'outlier_share', value: 3 / 400 }] },
    {
      state: 'firing',
      rows: 400,
      metrics: [{ value: 0.15 }],
      sentence: expect.stringContaining(`Most often ${HOSTILE}`),
    },
  ]);
  const asked = { params: { ...params, runId: items[0]!.id } };
  await expect(test.core.monitoring.causes.explainWindow(test.actor, asked)).rejects.toMatchObject({
    code: 'conflict',
  });
});

it('can be found in the prediction log, by themselves', async () => {
  const list = (outliersOnly: boolean) =>
    test.core.serving.listPredictions(test.actor, {
      params: { name: 'delays' },
      query: { limit: 200, errorsOnly: false, outliersOnly },
    });
  const found = await list(true);
  expect(found.items).toHaveLength(63);
  expect(new Set(found.items.flatMap(({ outliers }) => outliers))).toEqual(new Set([HOSTILE]));
  expect((await list(false)).items).toHaveLength(200);
});

it('a prediction is found in the log by its id, by one row of it, and by its routing key', async () => {
  const list = async (find: string) => {
    const query = { limit: 200, errorsOnly: false, outliersOnly: false, find };
    return (await test.core.serving.listPredictions(test.actor, { params: { name: 'delays' }, query })).items;
  };
  const [keyed, ...others] = await list('first');
  expect(others.length).toBeGreaterThan(0);
  expect(others.filter(({ key }) => key !== 'first')).toEqual([]);
  const [request = ''] = keyed!.predictionId.split('/');
  expect((await list(keyed!.predictionId)).map(({ predictionId }) => predictionId)).toEqual([keyed!.predictionId]);
  expect(new Set((await list(request)).map(({ predictionId }) => predictionId.split('/')[0]))).toEqual(
    new Set([request]),
  );
  expect(await list('00000000-0000-7000-8000-000000000000')).toEqual([]);
  expect(await list("nobody' OR true --")).toEqual([]);
});

it('needs a baseline, like everything that is compared with one', async () => {
  await test.core.kit.db.prisma.baseline.delete({ where: { id: baselineId } });
  const body = NewMonitor.parse({ name: 'later', kind: 'outliers', endpoint: 'delays' });
  await expect(test.core.monitoring.createMonitor(test.actor, { body })).rejects.toMatchObject({ code: 'conflict' });
});
