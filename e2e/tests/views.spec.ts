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

const views = () => page.getByRole('button', { name: 'Views', exact: true });
const item = (name: string) => page.getByRole('menuitem', { name });
const openMenu = async (): Promise<void> => {
  await views().click();
  await expect(item('Save this view…')).toBeVisible();
};

test('a filtered list is saved by keyboard, found again by its name, and deleted', async () => {
  await page.goto(`${slipway.url}/models?q=delay&sort=updatedAt+desc&upload=1`);
  await page.getByRole('dialog').press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await views().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Save a filter here to find it again')).toBeVisible();
  await item('Save this view…').press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Save view' });
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type('a/b');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(/must start with a letter or digit/)).toBeVisible();
  await dialog.getByLabel('Name').fill('delays first');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  const { items } = await filled.client.call(api.listAudit, { query: { q: 'delays first' } });
  expect(items).toEqual([]);

  await page.getByRole('searchbox', { name: 'Name contains' }).fill('nothing');
  await expect(page).toHaveURL(/q=nothing/);
  await openMenu();
  await expectAccessible(page);
  await item('delays first').first().click();
  await expect(page).toHaveURL(/\/models\?q=delay&sort=updatedAt\+desc$/);
  await expect(page.getByRole('searchbox', { name: 'Name contains' })).toHaveValue('delay');
  await expect(page.getByRole('link', { name: 'delays', exact: true })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('searchbox', { name: 'Name contains' })).toHaveValue('nothing');

  await openMenu();
  await item('Delete delays first…').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete view' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await openMenu();
  await expect(item('delays first')).toHaveCount(0);
});

test('a shared view is seen by others, on its page only', async () => {
  await page.goto(`${slipway.url}/jobs?state=failed`);
  await openMenu();
  await item('Save this view…').click();
  const dialog = page.getByRole('dialog', { name: 'Save view' });
  await dialog.getByLabel('Name').fill('what failed');
  await dialog.getByRole('checkbox', { name: 'Share with everybody in the workspace' }).check();
  await dialog.getByRole('button', { name: 'Save view' }).click();
  await expect(dialog).toBeHidden();
  const { items } = await filled.client.call(api.listViews, { query: { page: 'jobs' } });
  expect(items).toMatchObject([{ name: 'what failed', query: 'state=failed', shared: true, mine: false }]);

  await filled.client.call(api.saveView, {
    params: { name: 'trees' },
    body: { page: 'runs', query: 'view=runs&filter=params.depth+%3D+%276%27', shared: true },
  });
  await page.goto(`${slipway.url}/runs`);
  await openMenu();
  await expect(item('what failed')).toHaveCount(0);
  await item('trees').first().click();
  await expect(page.getByRole('searchbox', { name: 'Search runs' })).toHaveValue("params.depth = '6'");
  for (const path of ['endpoints', 'evaluations', 'datasets', 'audit']) {
    await page.goto(`${slipway.url}/${path}`);
    await openMenu();
    await expectAccessible(page);
  }
});
