import { expect, test, type Page } from '@playwright/test';
import { aRollout } from '@slipway/testkit';
import { expectAccessible } from '../story/accessible.ts';
import { churnAnswers } from '../story/canned-endpoint.ts';
import { openCanned, type Sent } from '../story/canned-page.ts';

async function openStart(page: Page): Promise<Sent[]> {
  const sent = await openCanned(page, '/endpoints/churn?tab=rollouts&start=1&version=2', churnAnswers, aRollout);
  await page.getByRole('button', { name: /Approval, schedule/ }).click();
  return sent;
}

test('a start takes cohorts in their order, rules by features, and the rest of the policy as it is written', async ({
  page,
}) => {
  const sent = await openStart(page);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Add cohort' }).click();
  await dialog.getByRole('combobox', { name: 'What to look at for cohort 1' }).click();
  await page.getByRole('option', { name: 'Routing key' }).click();
  await dialog.getByLabel('Values of cohort 1').fill('ada, eve');
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await dialog.getByRole('combobox', { name: 'What to look at for rule 1' }).click();
  await page.getByRole('option', { name: 'Feature' }).click();
  await dialog.getByLabel('Feature of rule 1').fill('age');
  await dialog.getByLabel('Values of rule 1').fill('..17');

  const policy = dialog.getByLabel('Policy and webhooks');
  await policy.fill('{"policy": {"alpha": 2}}');
  await expect(dialog.getByText(/^policy\.alpha: /)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Start rollout' })).toBeDisabled();
  await policy.fill('');
  await dialog.getByRole('button', { name: 'Add an example' }).click();
  await page.getByRole('menuitem', { name: 'A business metric' }).click();
  await dialog.getByRole('button', { name: 'What a policy can hold' }).click();
  await expect(dialog.getByRole('cell', { name: 'thetaHarm', exact: true })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Start rollout' }).click();
  await expect(page).toHaveURL(/\/rollouts\//);
  expect(sent).toMatchObject([
    {
      path: '/endpoints/churn/rollouts',
      body: {
        version: 2,
        cohorts: [{ name: 'cohort-1', anyOf: [{ keys: ['ada', 'eve'] }] }],
        steps: [{ cohorts: ['cohort-1'] }, {}, {}],
        rules: [{ match: { feature: 'age', max: 17 }, to: 'stable' }],
        policy: { metrics: [{ name: 'revenue' }], checks: [] },
      },
    },
  ]);
});

test('an A/B test is for a cohort, gives a rule one of its candidates, and has thresholds', async ({ page }) => {
  const sent = await openStart(page);
  const dialog = page.getByRole('dialog');
  await dialog.getByText('A/B test', { exact: true }).click();
  await dialog.getByRole('combobox', { name: 'Candidates' }).click();
  await page.getByRole('option', { name: /^v2/ }).click();
  await page.keyboard.press('Escape');
  await dialog.getByLabel('Metric that decides').fill('clicks');
  await dialog.getByRole('button', { name: 'Add cohort' }).click();
  await dialog.getByLabel('Header of cohort 1').fill('x-plan');
  await dialog.getByLabel('Values of cohort 1').fill('beta');
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await dialog.getByLabel('Header of rule 1').fill('x-staff');
  await dialog.getByLabel('Values of rule 1').fill('yes');
  await dialog.getByRole('combobox', { name: 'Version of rule 1' }).click();
  await page.getByRole('option', { name: 'always v2' }).click();
  await dialog.getByRole('button', { name: 'Add threshold' }).click();
  await dialog.getByLabel('Most of threshold 1').fill('40');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Start rollout' }).click();
  await expect(page).toHaveURL(/\/rollouts\//);
  expect(sent).toMatchObject([
    {
      path: '/endpoints/churn/rollouts',
      body: {
        arms: [{ version: 2 }],
        cohorts: [{ name: 'cohort-1', anyOf: [{ header: 'x-plan', in: ['beta'] }] }],
        rules: [{ match: { header: 'x-staff', in: ['yes'] }, to: 'candidate', version: 2 }],
        policy: { checks: [{ name: 'p95-ms', max: 40 }] },
      },
    },
  ]);
});

test('a freeze is added for each weekend, and tells what waits for it', async ({ page }) => {
  const weekly = { days: ['sat', 'sun'], from: '00:00', to: '00:00', timeZone: 'Europe/Berlin' };
  const frozen = {
    id: aRollout.id,
    name: 'weekend',
    endpoint: null,
    weekly,
    startsAt: aRollout.startedAt,
    endsAt: null,
    why: 'nobody is here',
    createdBy: 'ada',
    createdAt: aRollout.startedAt,
    active: true,
    activeUntil: '2026-05-17T22:00:00.000Z',
    nextAt: null,
    waiting: [{ id: aRollout.id, endpoint: 'churn', toVersion: 2 }],
  };
  const sent = await openCanned(page, '/rollouts/freezes', {
    '/freeze-windows': { items: [frozen], nextCursor: null },
  });
  await expect(page.getByText('Frozen at all endpoints: 1 rollout waits.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'churn to v2' })).toBeVisible();
  await page.getByRole('button', { name: 'Add freeze' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Nights');
  await dialog.getByLabel('Why').fill('nobody is awake');
  await dialog.getByLabel('From').fill('22:00');
  await dialog.getByLabel('To', { exact: true }).fill('06:00');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Add freeze' }).click();
  await expect(dialog).toBeHidden();
  expect(sent).toMatchObject([
    {
      path: '/freeze-windows',
      body: { name: 'Nights', weekly: { days: ['fri', 'sat', 'sun'], from: '22:00', to: '06:00' } },
    },
  ]);
});
