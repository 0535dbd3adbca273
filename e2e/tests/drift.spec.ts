import { createClient, type Client } from '@slipway/client';
import { endpointTable as api, type MonitorRun } from '@slipway/contracts';
import { linearModel } from '@slipway/testkit';
import { expect, test } from '@playwright/test';
import { expectAccessible } from '../story/accessible.ts';
import { startSlipway, type Slipway } from '../story/slipway.ts';

const name = 'delays';
const endpoints = ['shifted', 'steady', 'sampled'] as const;
const ROWS = 1_000;
const day = (number: number): string => new Date(Date.UTC(2026, 0, 5 + number, 1)).toISOString();

let slipway: Slipway;
let client: Client;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  slipway = await startSlipway({});
  client = createClient({ baseUrl: slipway.url, token: slipway.token });
});
test.afterAll(() => slipway.stop());

interface Flight {
  distance: number;
  hour: number;
}

/** Evenly spread over 0 to 1, by steps that never meet; another `step` is another sample of the same. */
const flights = (rows: number, step: number, shift = 0): Flight[] =>
  Array.from({ length: rows }, (_, i) => ({
    distance: (((i + 1) * step) % 1) + shift,
    hour: ((i + 1) * 0.5698402909980532) % 1,
  }));

async function predict(endpoint: string, at: string, rows: Flight[]): Promise<string[]> {
  const { predictionId } = await client.predict(slipway.gatewayUrl, endpoint, {
    rows: rows.map((row) => ({ ...row })),
    at,
  });
  return rows.map((_, i) => `${predictionId}/${i}`);
}

async function firstRun(monitor: string): Promise<MonitorRun | undefined> {
  const { job } = await client.call(api.runMonitor, { params: { name: monitor } });
  await client.waitForJob(job.id);
  const { items } = await client.call(api.listMonitorRuns, { params: { name: monitor }, query: {} });
  return items.at(-1);
}

/** Whether each logged prediction that has an outcome was right. */
async function rightOfLogged(endpoint: string): Promise<boolean[]> {
  const query = { limit: 500 };
  const { items } = await client.call(api.listPredictions, { params: { name: endpoint }, query });
  return items.flatMap(({ actual, output }) =>
    actual === null ? [] : [(Number(output?.['score']) > 0.5 ? 'late' : 'on time') === actual],
  );
}

test('a version is profiled, and three endpoints serve it', async () => {
  const schema = {
    task: 'classification' as const,
    features: ['distance', 'hour'].map((feature) => ({ name: feature, type: 'numeric' as const })),
    outputs: [{ name: 'probability', role: 'score' as const, classes: ['on time', 'late'] }],
  };
  const model = { name: 'model.onnx', content: linearModel({ weights: [1, -1], squash: 'Sigmoid' }) };
  await client.uploadVersion(name, [model], { schema });
  const lines = flights(3_000, 0.6180339887498949).map((row) => JSON.stringify(row));
  const content = new TextEncoder().encode(lines.join('\n'));
  await client.uploadDataset('reference', { name: 'reference.jsonl', content });
  const { job } = await client.call(api.buildBaseline, {
    params: { name, version: 1 },
    body: { dataset: 'reference' },
  });
  await client.waitForJob(job.id);
  for (const endpoint of endpoints) {
    const sampleRate = endpoint === 'sampled' ? 0.3 : 1;
    await client.call(api.createEndpoint, { body: { name: endpoint, model: name, version: 1, sampleRate } });
    const limits = { endpoint, closeBy: 'watermark' as const, minimumRows: 100 };
    await client.call(api.createMonitor, { body: { name: `${endpoint}-drift`, ...limits } });
    await client.call(api.createMonitor, { body: { name: `${endpoint}-quality`, kind: 'quality', ...limits } });
    await expect
      .poll(async () => (await client.call(api.getEndpoint, { params: { name: endpoint } })).status)
      .toBe('serving');
  }
});

test('a real shift alarms and names what moved; the same distribution does not', async () => {
  await predict('shifted', day(0), flights(ROWS, 0.7548776662466927, 0.3));
  await predict('shifted', day(1), flights(1, 0.5));
  await predict('steady', day(0), flights(ROWS, 0.7548776662466927));
  await predict('steady', day(1), flights(1, 0.5));
  await expect.poll(async () => (await firstRun('shifted-drift'))?.state).toBe('firing');
  const { features, sentence } = (await firstRun('shifted-drift'))!;
  expect(features.map(({ feature, verdict }) => `${feature} ${verdict}`)).toEqual(
    expect.arrayContaining(['distance drift', 'hour none']),
  );
  expect(sentence).toContain('distance D .3');
  await expect.poll(async () => (await firstRun('steady-drift'))?.state).toBe('ok');
  expect((await firstRun('steady-drift'))!.features.map(({ verdict }) => verdict)).toEqual(['none', 'none', 'none']);
});

test('a log of which three rows in ten are kept, with errors between, is judged by what was predicted', async () => {
  const rows = flights(ROWS, 0.7548776662466927);
  const ids: string[] = [];
  for (let from = 0; from < ROWS; from += 100) {
    ids.push(...(await predict('sampled', day(0), rows.slice(from, from + 100))));
    const broken = { rows: [{ distance: 'far', hour: 0.5 }], at: day(0) };
    await expect(client.predict(slipway.gatewayUrl, 'sampled', broken)).rejects.toThrow();
  }
  await predict('sampled', day(1), flights(1, 0.5));
  const late = ({ distance, hour }: Flight, i: number) => (i % 10 === 0 ? distance < hour : distance > hour);
  const items = rows.map((row, i) => ({ predictionId: ids[i]!, actual: late(row, i) ? 'late' : 'on time' }));
  await expect.poll(async () => (await firstRun('sampled-drift'))?.state).toBe('ok');
  expect(await firstRun('sampled-drift')).toMatchObject({ rows: ROWS, features: [{}, {}, { verdict: 'none' }] });
  expect(await firstRun('sampled-quality')).toMatchObject({ rows: ROWS, state: 'ok' });

  const receipt = await client.call(api.recordFeedback, { body: { items } });
  expect(receipt.accepted).toBe(ROWS);
  expect(receipt.matched).toBeGreaterThan(0.2 * ROWS);
  expect(receipt.matched).toBeLessThan(0.4 * ROWS);
  await client.call(api.createMonitor, {
    body: {
      name: 'right',
      kind: 'performance',
      endpoint: 'sampled',
      metric: 'accuracy',
      limit: 0.85,
      closeBy: 'watermark',
      minimumRows: 100,
    },
  });
  const measured = (await firstRun('right'))!;
  expect(measured).toMatchObject({ state: 'ok', rows: receipt.matched });
  const { value, low, high } = measured.metrics.find((metric) => metric.name === 'accuracy')!;
  // Which rows were kept is chance, and so is how many of them were right; of those kept it is exact.
  const right = await rightOfLogged('sampled');
  expect(right).toHaveLength(receipt.matched);
  expect(value).toBeCloseTo(right.filter(Boolean).length / right.length, 10);
  expect(low!).toBeLessThan(value);
  expect(high!).toBeGreaterThan(value);
  expect(Math.abs(value - 0.9)).toBeLessThan(0.1);
});

test('predictions with a value that the baseline never showed are found in the log, and counted by a monitor', async () => {
  const params = { name: 'shifted' };
  const query = { outliersOnly: 'true', limit: 200 } as const;
  const { items } = await client.call(api.listPredictions, { params, query });
  const far = items.filter(({ outliers }) => outliers.includes('distance'));
  expect(far.length).toBeGreaterThan(100);
  expect(far.every(({ inputs }) => Number(inputs?.['distance']) > 0.99)).toBe(true);
  expect(items.every(({ outliers }) => outliers.length > 0)).toBe(true);
  const limits = { endpoint: 'shifted', closeBy: 'watermark' as const, minimumRows: 100 };
  await client.call(api.createMonitor, { body: { name: 'strange', kind: 'outliers', ...limits } });
  expect(await firstRun('strange')).toMatchObject({ state: 'firing', rows: ROWS });
});

test('every page of monitors says what it should, and axe finds nothing', async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto(slipway.signInUrl);
  await page
    .getByRole('button', { name: /sign in/i })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible();
  const pages: [path: string, heading: string, ...texts: string[]][] = [
    ['/monitors/strange', 'strange', 'Predictions with an outlier, by window'],
    ['/monitors', 'Monitors', 'found something', 'Outliers'],
    ['/monitors/shifted-drift', 'shifted-drift', 'share of distance up to', 'Does it hurt?'],
    ['/monitors/shifted-drift/features/distance', 'distance', 'Quantiles', 'never seen in the reference', 'Why'],
    ['/monitors/shifted-drift/compare', 'Two windows of shifted-drift', 'the reference'],
    ['/monitors/right', 'right', 'accuracy by window'],
  ];
  for (const [path, heading, ...texts] of pages)
    await test.step(path, async () => {
      await page.goto(slipway.url + path);
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
      for (const text of texts) await expect(page.getByText(text).first()).toBeVisible({ timeout: 15_000 });
      await expectAccessible(page);
    });
  // A window that is gone shows no other one in its place.
  await page.goto(`${slipway.url}/monitors/shifted-drift?run=${crypto.randomUUID()}`);
  await expect(page.getByRole('alert').filter({ hasText: 'It may have been deleted' })).toBeVisible();
  await expect(page.getByRole('heading', { name: /^Window \d/ })).toHaveCount(0);
  await page.goto(`${slipway.url}/monitors/shifted-drift/features/distance`);
  await page.getByRole('button', { name: 'Show logged rows' }).click();
  await expect(page.getByText('Only event times from 5 Jan 2026, 00:00 to 6 Jan 2026, 00:00 UTC.')).toBeVisible();
  await expect(page.getByRole('group', { name: 'Prediction log' }).getByRole('row')).toHaveCount(51);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Show all rows' }).click();
  await expect(page.getByText('Only event times')).toHaveCount(0);
  await page.goto(`${slipway.url}/monitors`);
  await page.getByRole('button', { name: 'New monitor' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Endpoint' }).click();
  await page.getByRole('option', { name: 'shifted' }).click();
  await expect(dialog).toContainText('About one false alarm in 100 windows');
  await dialog.getByRole('button', { name: 'Try on past windows' }).click();
  await expect(dialog).toContainText(/On the last \d+ windows? this would/);
  await expectAccessible(page);
});
