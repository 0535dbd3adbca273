import { expect, test, type Page } from '@playwright/test';
import type { Rollout } from '@slipway/contracts';
import { expectAccessible } from '../story/accessible.ts';
import { openCanned, type Sent } from '../story/canned-page.ts';
import { evidenceOf, rolloutStates } from '../story/rollout-states.ts';

const open = (page: Page, rollout: Rollout, serving = rollout.toVersion): Promise<Sent[]> =>
  openCanned(
    page,
    `/rollouts/${rollout.id}`,
    {
      [`/rollouts/${rollout.id}`]: rollout,
      [`/rollouts/${rollout.id}/evidence`]: evidenceOf(rollout),
      '/endpoints/churn': { activeRolloutId: null, variants: [{ role: 'stable', version: serving }] },
    },
    rollout,
  );

const states: [keyof typeof rolloutStates, string, string[]][] = [
  ['running', 'Running', ['The first requests reach the candidate', 'No look yet']],
  ['holding', 'Holding', ['Errors shown safe: evidence 6.2 of 20', '6.2 of 20', 'header x-region is eu: always v12']],
  ['inconclusive', 'Paused', ['A person holds it', 'paused: no next look']],
  ['waiting', 'Waiting', ['Somebody other than ada approves this step', 'Waiting: step 1 needs an approval']],
  ['promoted', 'Promoted', ['In the end everybody got v14.', 'Lasted', '122 of 20']],
  ['rolledBack', 'Rolled back', ['stopped here', '4.2x [', '118 of 40']],
];

for (const [state, word, texts] of states) {
  test(`a rollout that is ${state} says so, why, and what follows`, async ({ page }) => {
    const rollout = rolloutStates[state];
    await open(page, rollout);
    await expect(page.getByRole('heading', { level: 1, name: 'churn v12 to v14' })).toBeVisible();
    await expect(page.locator('header').getByText(word, { exact: true })).toBeVisible();
    await expect(page.getByRole('status').getByText(rollout.sentence)).toBeVisible();
    for (const text of texts) await expect(page.getByText(text).first()).toBeVisible();
    const isOver = rollout.endedAt !== null;
    await expect(page.getByRole('button', { name: 'Abort rollout' })).toBeVisible({ visible: !isOver });
    await expect(page.getByRole('button', { name: 'Start again' })).toBeVisible({ visible: isOver });
    await expectAccessible(page);
  });
}

test('a promotion against the evidence wants a reason, which is sent along; an abort does not', async ({ page }) => {
  const sent = await open(page, rolloutStates.holding);
  await page.getByRole('button', { name: 'Promote fully' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Not shown safe yet: Errors.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Promote fully' })).toBeDisabled();
  await dialog.getByLabel('Reason').fill('known outage of a client');
  await dialog.getByRole('button', { name: 'Promote fully' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Abort rollout' }).click();
  await dialog.getByRole('button', { name: 'Abort rollout' }).click();
  await expect(dialog).toBeHidden();
  const at = `/rollouts/${rolloutStates.holding.id}`;
  expect(sent).toEqual([
    { path: `${at}/promote`, body: { why: 'known outage of a client' } },
    { path: `${at}/abort`, body: {} },
  ]);
});

test('after a promotion the way back takes one click, a reason that may be left out, and no steps', async ({
  page,
}) => {
  const sent = await open(page, rolloutStates.promoted);
  await page.getByRole('button', { name: 'Return to v12' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Return to v12' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(sent).toEqual([{ path: '/endpoints/churn/rollback', body: { version: 12 } }]);
  await open(page, rolloutStates.promoted, 12);
  await expect(page.getByRole('button', { name: 'Return to v12' })).toHaveAttribute('aria-disabled', 'true');
});

test('who started it cannot approve its step, somebody else can', async ({ page }) => {
  await open(page, rolloutStates.waiting);
  const approve = page.getByRole('button', { name: 'Approve step' });
  await expect(approve).toHaveAttribute('aria-disabled', 'true');
  const sent = await open(page, { ...rolloutStates.waiting, startedBy: 'grace' });
  await approve.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Approve step' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(sent.map(({ path }) => path)).toEqual([`/rollouts/${rolloutStates.waiting.id}/approve`]);
});

test('a stored decision opens its evidence by keyboard, and nothing is wider than a phone', async ({ page }) => {
  await page.setViewportSize({ width: 400, height: 800 });
  await open(page, rolloutStates.rolledBack);
  const show = page.getByRole('button', { name: 'Show evidence' });
  await show.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: 'Guardrails' })).toHaveCount(2);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
});
