import { expect, test } from '@playwright/test';
import type { Home } from '@slipway/contracts';
import { expectAccessible } from '../story/accessible.ts';
import { openCanned } from '../story/canned-page.ts';

const counts = {
  models: 0,
  endpoints: 0,
  activeRollouts: 0,
  firingAlerts: 0,
  failedJobs: 0,
  runningJobs: 0,
  approvals: 0,
};
const empty: Home = { sentence: 'Nothing needs you.', needsYou: [], counts, activity: [] };

test('an empty installation says how to begin, legibly', async ({ page }) => {
  await openCanned(page, '/', { '/home': empty });
  const upload = page.getByRole('link', { name: 'Upload model' });
  await expect(upload).toBeVisible();
  await expectAccessible(page);
  const colours = await upload.evaluate((link) => {
    const { color, backgroundColor } = getComputedStyle(link);
    return { color, backgroundColor };
  });
  expect(colours.color).not.toBe(colours.backgroundColor);
  await expect(
    page
      .getByText('npx slipway deploy')
      .or(page.getByRole('tab', { name: 'slipway' }))
      .first(),
  ).toBeVisible();
});

test('what waits for the caller is counted in the sidebar, and told with its way', async ({ page }) => {
  const sentence = 'Waits for your approval, asked by bea: churn v15 becomes champion.';
  const at = '2026-05-12T12:00:00.000Z';
  const waits: Home = {
    ...empty,
    sentence: 'One thing needs you.',
    needsYou: [{ severity: 'warn', sentence, path: '/approvals', at }],
    counts: { ...counts, models: 1, approvals: 1 },
  };
  await openCanned(page, '/', { '/home': waits });
  await expect(page.getByRole('link', { name: 'Approvals 1' })).toBeVisible();
  await page.getByRole('link', { name: sentence }).click();
  await expect(page).toHaveURL(/\/approvals$/);
});
