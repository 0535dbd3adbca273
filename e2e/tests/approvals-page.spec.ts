import { expect, test } from '@playwright/test';
import type { Approval } from '@slipway/contracts';
import { expectAccessible } from '../story/accessible.ts';
import { openCanned } from '../story/canned-page.ts';

const alias: Approval = {
  id: '01234567-89ab-7def-8123-456789abcdef',
  kind: 'alias',
  sentence: 'churn v15 becomes champion in the place of v14.',
  model: 'churn',
  version: 15,
  fromVersion: 14,
  endpoint: null,
  alias: 'champion',
  askedBy: 'bea',
  askedAt: '2026-05-12T12:00:00.000Z',
  why: 'better on eastern hubs',
  evidence: null,
  endsAt: '2026-05-19T12:00:00.000Z',
  refusal: null,
  isMine: false,
};
const own: Approval = {
  ...alias,
  id: '01234567-89ab-7def-8123-456789abcde0',
  sentence: 'churn v13 becomes prod.',
  refusal: 'You asked for this: somebody else must decide. You may withdraw it.',
  isMine: true,
};

test('an approval says what happens and who asks; a no wants a reason, and one’s own is only taken back', async ({
  page,
}) => {
  const sent = await openCanned(page, '/approvals', { '/approvals': { items: [alias, own] } });
  await expect(page.getByText('One thing waits for your approval. One thing waits for somebody else.')).toBeVisible();
  await expectAccessible(page);
  const first = page.getByRole('article', { name: alias.sentence });
  await expect(first.getByText('better on eastern hubs')).toBeVisible();
  await expect(first.getByRole('link', { name: 'Compare v15 with v14' })).toHaveAttribute(
    'href',
    '/compare?base=churn%2F14&with=churn%2F15',
  );
  await first.getByRole('button', { name: 'Reject' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('The alias stays where it is.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Reject' })).toBeDisabled();
  await dialog.getByLabel('Reason').fill('not on a Friday');
  await dialog.getByRole('button', { name: 'Reject' }).click();
  const second = page.getByRole('article', { name: own.sentence });
  await expect(second.getByRole('button', { name: 'Approve' })).toHaveAttribute('aria-disabled', 'true');
  await second.getByRole('button', { name: 'Withdraw request' }).click();
  await expect
    .poll(() => sent)
    .toEqual([
      { path: `/approvals/${alias.id}/reject`, body: { why: 'not on a Friday' } },
      { path: `/approvals/${own.id}`, body: null },
    ]);
});

test('without anything that waits, the page says what would, and how to ask', async ({ page }) => {
  await openCanned(page, '/approvals', {});
  await expect(page.getByText('Nothing waits for an approval.')).toBeVisible();
  await expect(page.getByText('/aliases/champion/requests')).toBeVisible();
  await expectAccessible(page);
});
