import { expect, test } from '@playwright/test';
import { expectAccessible } from '../story/accessible.ts';
import { openCanned } from '../story/canned-page.ts';

const version = {
  dataset: 'people',
  version: 3,
  state: 'ready',
  error: null,
  digest: `sha256:${'0'.repeat(64)}`,
  format: 'csv',
  sizeBytes: 10,
  rows: 2,
  columns: [
    { name: 'id', type: 'numeric', stats: null },
    { name: 'age', type: 'numeric', stats: null },
  ],
  createdAt: '2026-01-01T00:00:00Z',
  createdBy: 'ada',
};
const answers = {
  '/datasets/people': { name: 'people', description: '', tags: {}, latest: version },
  '/datasets/people/versions': { items: [version], nextCursor: null },
  '/models': { items: [{ name: 'churn', latestVersion: 2 }], nextCursor: null },
  '/models/churn/versions': { items: [{ version: 2 }, { version: 1 }], nextCursor: null },
};

test('the rows of a dataset are predicted from its page', async ({ page }) => {
  const sent = await openCanned(page, '/datasets/people?tab=used&predict=1', answers, { job: { id: 'a-job' } });
  const dialog = page.getByRole('dialog', { name: 'Predict the rows of people v3' });
  await expect(dialog.getByRole('button', { name: 'Predict rows' })).toBeDisabled();
  await dialog.getByRole('combobox', { name: 'Model' }).click();
  await page.getByRole('option', { name: 'churn' }).click();
  await dialog.getByRole('combobox', { name: 'Version' }).click();
  await page.getByRole('option', { name: 'v2' }).click();
  await dialog.getByRole('combobox', { name: 'Columns to keep' }).click();
  await page.getByRole('option', { name: 'id' }).click();
  await page.keyboard.press('Escape');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Predict rows' }).click();
  await page.waitForURL('**/jobs?job=a-job');
  const chosen = { model: 'churn', version: 2, dataset: 'people', datasetVersion: 3 };
  const body = { ...chosen, output: 'people-predictions', keep: ['id'], format: 'jsonl' };
  expect(sent).toEqual([{ path: '/batch-predictions', body }]);
});
