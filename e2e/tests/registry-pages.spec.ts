import { expect, test, type Page } from '@playwright/test';
import { endpointTable as api } from '@slipway/contracts';
import { expectAccessible } from '../story/accessible.ts';
import { fillRegistry, type FilledRegistry } from '../story/filled-registry.ts';
import { startSlipway, type Slipway } from '../story/slipway.ts';

test.describe.configure({ timeout: 120_000 });

let slipway: Slipway;
let filled: FilledRegistry;
let page: Page;

test.beforeAll(async ({ browser }) => {
  slipway = await startSlipway();
  filled = await fillRegistry(slipway);
  page = await (await browser.newContext()).newPage();
  await page.goto(slipway.signInUrl);
  await page
    .getByRole('button', { name: /sign in/i })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible();
});
test.afterAll(async () => {
  await page?.close();
  await slipway?.stop();
});

const open = async (path: string, heading: string): Promise<void> => {
  await page.goto(slipway.url + path);
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
};

test('every page of models, runs and datasets says what it should, and axe finds nothing', async () => {
  const [shallow, deep] = filled.runs;
  const pages: [path: string, heading: string, ...texts: string[]][] = [
    ['/models', 'Models', 'champion v1'],
    ['/models/delays', 'delays', 'auc @ held-out v1', 'Who was champion when?'],
    ['/models/delays?tab=settings', 'delays', 'Protected aliases and stages'],
    ['/models/delays/versions/2', 'delays v2', 'distance'],
    ['/models/delays/versions/2?tab=graph', 'delays v2', 'MatMul'],
    ['/models/delays/versions/2?tab=files', 'delays v2', 'model.onnx'],
    ['/models/delays/versions/2?tab=card', 'delays v2', 'Intended use'],
    [
      '/compare?base=delays/1&with=delays/2',
      'Compare versions',
      'Slices of held-out v1, late',
      'origin = ORD',
      'Parallel coordinates',
      'All versions of delays',
    ],
    ['/runs?experiment=0', 'Default', 'shallow', 'deep'],
    [`/runs/${shallow}`, 'shallow', 'depth'],
    [`/runs/compare?runs=${shallow},${deep}`, 'Compare runs', 'depth'],
    ['/datasets', 'Datasets', 'held-out'],
    ['/datasets/held-out', 'held-out', 'origin'],
  ];
  for (const [path, heading, ...texts] of pages)
    await test.step(path, async () => {
      await open(path, heading);
      for (const text of texts) await expect(page.getByText(text).first()).toBeVisible();
      await expectAccessible(page);
    });
});

test('versions are found by a filter that the address keeps, and a deleted one comes back', async () => {
  await open('/models/delays', 'delays');
  const table = page.getByRole('group', { name: 'Versions of delays' });
  await page.getByRole('searchbox', { name: 'Search versions' }).fill("tags.team = 'us'");
  await page.keyboard.press('Enter');
  await expect(table.getByRole('row')).toHaveCount(2);
  await expect(page).toHaveURL(/filter=tags.team/);
  await page.reload();
  await expect(table.getByRole('link', { name: 'v2' })).toBeVisible();
  await open('/models/delays?state=deleted', 'delays');
  await page.getByRole('button', { name: 'Undelete v3' }).click();
  await expect(page).toHaveURL(/\/versions\/3/);
  await open('/models/delays', 'delays');
  await expect(table.getByRole('row')).toHaveCount(4);
});

test('two versions are ticked, compared by a link that keeps the choice, and described', async () => {
  await open('/models/delays', 'delays');
  for (const version of ['v1', 'v2']) {
    const box = page.getByRole('checkbox', { name: version });
    await box.click();
    await expect(box).toBeChecked();
  }
  await page.getByRole('button', { name: 'Compare' }).click();
  await expect(page).toHaveURL(/base=delays%2F1&with=delays%2F2/);
  await page.getByRole('switch', { name: 'Only differences' }).click();
  await expect(page).toHaveURL(/only=no/);
  await open('/models/delays/versions/1?describe=1', 'delays v1');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Description').fill('first of its kind');
  await dialog.getByRole('button', { name: 'Save description' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('first of its kind')).toBeVisible();
});

test('an alias moves by its dialog with a reason, and is removed', async () => {
  await open('/models/delays?alias=1', 'delays');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Alias').fill('qa');
  await dialog.getByLabel('Version').fill('2');
  await dialog.getByLabel('Why').fill('to be tried');
  await dialog.getByRole('button', { name: 'Set alias' }).click();
  await expect(dialog).toBeHidden();
  await open('/models/delays?tab=settings', 'delays');
  await page.getByRole('button', { name: 'Remove alias qa' }).click();
  await dialog.getByRole('button', { name: 'Remove alias' }).click();
  await expect(dialog).toBeHidden();
  const { items } = await filled.client.call(api.aliasHistory, { params: { name: 'delays', alias: 'qa' } });
  expect(items.map(({ version, why, untilAt }) => [version, why, untilAt !== null])).toEqual([
    [2, 'to be tried', true],
  ]);
});

test('a table of JSON lines is uploaded in the browser and profiled', async () => {
  await open('/datasets?upload=1', 'Datasets');
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=file]').setInputFiles({
    name: 'may.jsonl',
    mimeType: 'application/x-ndjson',
    buffer: Buffer.from('{"origin":"ORD","delay":12.5}\n{"origin":"SFO","delay":null}\n'),
  });
  await dialog.getByLabel('Dataset').fill('may');
  await dialog.getByRole('button', { name: 'Upload dataset' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'may' })).toBeVisible();
  await expect(page.getByText('delay').first()).toBeVisible();
});
