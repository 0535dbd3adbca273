import { expect, test } from '@playwright/test';
import { expectAccessible } from '../story/accessible.ts';
import { openCanned } from '../story/canned-page.ts';

const checks = [
  { name: 'name', state: 'passed', why: 'It will answer at http://gateway/v1/endpoints/churn/predict.' },
  { name: 'runtime', state: 'failed', why: 'No Docker Engine answers: start it.' },
];
const answers = {
  '/models': { items: [{ name: 'churn', latestVersion: 1 }], nextCursor: null },
  '/models/churn/versions': {
    items: [{ version: 1, status: 'ready', framework: 'onnx', aliases: [] }],
    nextCursor: null,
  },
  '/endpoints': { items: [], nextCursor: null },
};

test('the review says what lacks, and shows the file that makes the same; the draft outlives a reload', async ({
  page,
}) => {
  const sent = await openCanned(page, '/endpoints?create=1', answers, { ready: false, checks });
  const dialog = page.getByRole('dialog', { name: 'New endpoint' });
  await dialog.getByLabel('Name').fill('churn');
  await dialog.getByRole('tab', { name: 'Runtime' }).click();
  await dialog.getByRole('tab', { name: 'Review' }).click();
  await expect(dialog.getByRole('group', { name: 'Checks' })).toContainText('Where it runs: No Docker Engine answers');
  await expect(dialog.getByLabel('endpoint.yaml', { exact: true })).toContainText(
    'resource: endpoint\nname: churn\nmodel: churn\nversion: 1\n',
  );
  expect(sent[0]).toMatchObject({ path: '/endpoints/check', body: { name: 'churn', model: 'churn', version: 1 } });
  await expectAccessible(page);
  await page.reload();
  await expect(dialog.getByLabel('Name')).toHaveValue('churn');
});
