import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from '@slipway/client';
import { endpointTable as api } from '@slipway/contracts';
import { startFakeSlack, withoutCategory, type FakeSlack } from '@slipway/testkit';
import { expect, test } from '@playwright/test';
import { startSlipway, type Slipway } from '../story/slipway.ts';
import { readTitanic, readVoyages, titanicSchema, trainersFile, type Voyage } from '../story/titanic.ts';

const name = 'titanic';
/** Whoever tries the endpoint does it on the day of departure: a later event time would close every day before it. */
const departure = '1912-04-10T00:00:00Z';
const afterwards = '1912-04-12T12:00:00Z';
const steps = [
  { weightBp: 1000, holdSeconds: 1 },
  { weightBp: 5000, holdSeconds: 1 },
  { weightBp: 10_000, holdSeconds: 0 },
];
/** As many errors as one in fifty would be safe: a smaller margin takes more passengers than there were. */
const policy = { pMax: 0.02 };

let slack: FakeSlack;
let slipway: Slipway;
let client: Client;
let voyages: Voyage[];

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  slack = await startFakeSlack();
  slipway = await startSlipway({ SLIPWAY_TRAINERS: trainersFile, SLIPWAY_ALLOW_OUTBOUND: slack.address });
  client = createClient({ baseUrl: slipway.url, token: slipway.token });
  voyages = await readVoyages();
});

test.afterAll(async () => {
  await slipway.stop();
  await slack.stop();
});

const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 60_000, intervals: [200] });

/** Sends passengers of one day, a minute apart, with what became of them. */
async function sail(day: string, passengers: Voyage[]): Promise<string[]> {
  const at = passengers.map((_, i) => new Date(Date.parse(`${day}T00:00:00Z`) + i * 60_000).toISOString());
  const rows = passengers.map(({ passenger }) => ({ ...passenger }));
  const { predictionId } = await client.predict(slipway.gatewayUrl, name, { rows, at });
  const ids = rows.map((_, i) => `${predictionId}/${i}`);
  const items = passengers.map(({ survived }, i) => ({ predictionId: ids[i]!, actual: survived, at: at[i]! }));
  await client.call(api.recordFeedback, { body: { items } });
  return ids;
}

/** Sends single passengers, over and over, until `done`; returns how many were refused. */
async function sailUntil(done: () => Promise<boolean>): Promise<number> {
  let failed = 0;
  let isDone = false;
  const caller = async (from: number): Promise<void> => {
    for (let i = from; !isDone; i += 1) {
      const { passenger } = voyages[i % voyages.length]!;
      const request = { rows: [{ ...passenger }], at: afterwards };
      await client.predict(slipway.gatewayUrl, name, request).catch(() => (failed += 1));
    }
  };
  const callers = [0, 200, 400].map(caller);
  try {
    while (!(await done())) await sleep(200);
  } finally {
    isDone = true;
    await Promise.all(callers);
  }
  return failed;
}

test('a public ONNX file is registered, and its signature read from the file', async () => {
  const content = await readTitanic('pipeline.onnx');
  const version = await client.uploadVersion(name, [{ name: 'pipeline.onnx', content }], { schema: titanicSchema });
  expect(version).toMatchObject({ version: 1, sizeBytes: content.length, facts: { producer: 'skl2onnx 1.11.2' } });
  expect(version.schema?.inputs.map(({ name: input, datatype }) => `${input} ${datatype}`)).toEqual([
    'pclass INT64',
    'sex BYTES',
    'age FP32',
    'fare FP32',
    'embarked BYTES',
  ]);
  expect(version.schema?.features).toHaveLength(5);
});

test('it is measured on the passengers as CSV, and profiled on half of them as Parquet', async () => {
  const all = await client.uploadDataset('passengers', {
    name: 'passengers.csv',
    content: await readTitanic('passengers.csv'),
  });
  const half = await client.uploadDataset('reference', {
    name: 'reference.parquet',
    content: await readTitanic('reference.parquet'),
  });
  expect([all.format, all.rows, half.format, half.rows]).toEqual(['csv', 1307, 'parquet', 654]);
  const { job, evaluation } = await client.call(api.startEvaluation, {
    body: {
      model: name,
      version: 1,
      dataset: 'passengers',
      target: 'survived',
      gates: [{ metric: 'auc', op: '>=', threshold: 0.8 }],
    },
  });
  await client.waitForJob(job.id);
  expect(await client.call(api.getEvaluation, { params: { id: evaluation.id } })).toMatchObject({
    verdict: 'passed',
    rows: 1307,
  });
  const baseline = await client.call(api.buildBaseline, {
    params: { name, version: 1 },
    body: { dataset: 'reference' },
  });
  await client.waitForJob(baseline.job.id);
});

test('its endpoint answers tensors and plain rows alike, and a table with other columns is refused', async () => {
  await client.call(api.createEndpoint, { body: { name, model: name, version: 1 } });
  await eventually(async () => (await client.call(api.getEndpoint, { params: { name } })).status).toBe('serving');
  const { passenger } = voyages.find(({ passenger: { age, fare } }) => age !== undefined && fare !== undefined)!;
  const { pclass, sex, age, fare, embarked } = passenger;
  const tensor = (input: string, datatype: string, value: unknown) => ({
    name: input,
    datatype,
    shape: [1, 1],
    data: [value],
  });
  const response = await fetch(`${slipway.gatewayUrl}/v2/models/${name}/infer`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${slipway.token}`,
      'content-type': 'application/json',
      'x-slipway-at': departure,
    },
    body: JSON.stringify({
      inputs: [
        tensor('pclass', 'INT64', pclass),
        tensor('sex', 'BYTES', sex),
        tensor('age', 'FP32', age),
        tensor('fare', 'FP32', fare),
        tensor('embarked', 'BYTES', embarked),
      ],
    }),
  });
  const { outputs } = (await response.json()) as { outputs: { name: string; data: number[] }[] };
  const probability = outputs.find((output) => output.name === 'probabilities')?.data[1];
  expect(probability).toBeGreaterThan(0);
  const plain = await client.predict(slipway.gatewayUrl, name, { rows: [{ ...passenger }], at: departure });
  expect(JSON.stringify(plain.predictions)).toContain(String(probability));

  const content = new TextEncoder().encode('pclass,name\n1,Allen\n');
  await client.uploadDataset('other', { name: 'other.csv', content });
  const refused = client.call(api.buildBaseline, { params: { name, version: 1 }, body: { dataset: 'other' } });
  await expect(refused).rejects.toMatchObject({
    code: 'schema_mismatch',
    errors: [expect.objectContaining({ path: 'sex' }), expect.objectContaining({ path: 'embarked' })],
  });
});

test('the watch is set, a day of all classes is calm, and a day of the third class alone drifts', async () => {
  await client.call(api.createMonitor, {
    body: { name, endpoint: name, window: 'day', closeBy: 'watermark', everySeconds: 1, minimumRows: 100 },
  });
  await client.call(api.createChannel, { body: { name: 'slack', kind: 'slack', url: slack.url } });
  for (const topic of ['drift', 'rollout_rolled_back', 'rollout_promoted'] as const)
    await client.call(api.createRule, { body: { name: topic, topic, endpoint: name, channels: ['slack'] } });
  const input = { model: name, endpoint: name, windowDays: 10 };
  await client.call(api.createTrigger, {
    body: {
      name,
      trainer: 'titanic',
      conditions: [{ kind: 'drift', monitor: name }],
      input,
      thenRollOut: { steps, policy },
    },
  });

  const ids = await sail('1912-04-10', voyages);
  await sail(
    '1912-04-11',
    voyages.filter(({ passenger }) => passenger.pclass === 3),
  );
  await sail('1912-04-12', voyages.slice(0, 1));
  const runs = async () => (await client.call(api.listMonitorRuns, { params: { name }, query: {} })).items;
  await eventually(async () => (await runs()).map(({ state }) => state)).toEqual(['firing', 'ok']);
  const [third] = await runs();
  const drifted = third!.features.filter(({ verdict }) => verdict === 'drift').map(({ feature }) => feature);
  expect(drifted).toContain('pclass');
  expect(drifted).not.toContain('sex');
  const log = await client.call(api.listPredictions, { params: { name }, query: { limit: 500 } });
  const logged = log.items.find(({ predictionId }) => predictionId === ids.at(-1));
  expect(logged).toMatchObject({
    status: 200,
    version: 1,
    inputs: voyages.at(-1)!.passenger,
    actual: String(voyages.at(-1)!.survived),
  });
  await eventually(async () => slack.taken.map(({ text }) => text).join()).toContain('drift');
});

test('the trigger trains a successor with its lineage, and its canary is promoted', async () => {
  const promoted = async () => {
    const { items } = await client.call(api.listRollouts, { query: { endpoint: name } });
    return items[0]?.endedAt != null;
  };
  expect(await sailUntil(promoted)).toBe(0);
  const [rollout] = (await client.call(api.listRollouts, { query: { endpoint: name } })).items;
  expect(rollout).toMatchObject({ state: 'promoted', fromVersion: 1, toVersion: 2 });
  const [run] = (await client.call(api.listTrainingRuns, { query: { model: name } })).items;
  expect(run).toMatchObject({ state: 'done', trigger: name, version: 2, exitCode: 0 });
  const { log } = await client.call(api.getTrainingRun, { params: { id: run!.id } });
  expect(log).toContain('log loss');
  const version = await client.call(api.getVersion, { params: { name, version: 2 } });
  expect(version.lineage).toMatchObject({ trainingRunId: run!.id, datasetDigest: run!.dataDigest, parentVersion: 1 });
  expect(version.metrics['log_loss']).toBeLessThan(0.7);
});

test('a candidate that forgot a port is rolled back, and nobody notices afterwards', async () => {
  const content = withoutCategory(await readTitanic('pipeline.onnx'), 'S');
  const { version } = await client.uploadVersion(name, [{ name: 'pipeline.onnx', content }], { schema: titanicSchema });
  const rollout = await client.call(api.startRollout, { params: { name }, body: { version, steps, policy } });
  const seen = () => client.call(api.getRollout, { params: { id: rollout.id } });
  expect(await sailUntil(async () => (await seen()).endedAt !== null)).toBeGreaterThan(0);
  expect(await seen()).toMatchObject({ state: 'rolled_back', fromVersion: 2, toVersion: 3 });
  const answer = await client.predict(slipway.gatewayUrl, name, {
    rows: [{ ...voyages[0]!.passenger }],
    at: afterwards,
  });
  expect(answer.version).toBe(2);
  await eventually(async () => slack.taken.length).toBeGreaterThanOrEqual(3);
});

test('the audit trail holds all of it, and its chain verifies', async () => {
  const { items } = await client.call(api.listAudit, { query: { limit: 500 } });
  const story = [
    'registry.version_registered',
    'datasets.version_added',
    'evaluation.started',
    'monitoring.baseline_built',
    'serving.endpoint_created',
    'monitoring.drift_detected',
    'alerting.alert_fired',
    'retraining.run_started',
    'retraining.run_finished',
    'rollouts.started',
    'rollouts.advanced',
    'rollouts.promoted',
    'rollouts.rolled_back',
  ];
  expect(items.map(({ kind }) => kind)).toEqual(expect.arrayContaining(story));
  expect(await client.call(api.verifyAudit, {})).toMatchObject({ verified: true, brokenAtSeq: null });
});
