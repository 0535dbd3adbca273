import { expect, test } from '@playwright/test';
import { expectAccessible } from '../story/accessible.ts';
import { startSlipway, type Slipway } from '../story/slipway.ts';

let slipway: Slipway;

test.beforeAll(async () => {
  slipway = await startSlipway();
});

test.afterAll(async () => {
  await slipway.stop();
});

test('a person signs in by the printed link, the loop runs on real flights, and every step of it is on screen', async ({
  page,
}) => {
  await test.step('sign in by the one-time link', async () => {
    await page.goto(slipway.signInUrl);
    await page
      .getByRole('button', { name: /sign in/i })
      .first()
      .click();
    await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('the demo closes the loop', async () => {
    const printed = await slipway.runDemo();
    for (const milestone of [
      'February: No drift',
      'April: No drift',
      'features drift',
      'is clearly worse than the limit',
      'trainer made version 2',
      'promoted',
      'rolled back',
    ])
      expect(printed).toContain(milestone);
  });
  await test.step('the model has three versions, the trained one is champion', async () => {
    await page.goto(`${slipway.url}/models/flight-delay`);
    await expect(page.getByText(/v2 is champion/)).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('the endpoint serves it, and the playground answers', async () => {
    await page.goto(`${slipway.url}/endpoints/flight-delay?tab=playground`);
    await expect(page.getByText(/v2 100 %/).first()).toBeVisible();
    await page.getByRole('button', { name: 'Use logged example' }).click();
    await page.getByRole('button', { name: 'Send prediction' }).click();
    await expect(page.getByText('Prediction id')).toBeVisible();
    await page.getByLabel('departure_minute').fill('noon');
    await page.getByRole('button', { name: 'Send prediction' }).click();
    await expect(page.getByText(/number/i).first()).toBeVisible();
  });
  await test.step('the monitor shows the drift of May, and the feature shows where', async () => {
    await page.goto(`${slipway.url}/monitors/flight-delay-drift`);
    await expect(page.getByText(/features drift/).first()).toBeVisible();
    await page.getByRole('link', { name: /^distance, May 2001/ }).click();
    await expect(page.getByText(/Real and large in May 2001/)).toBeVisible();
  });
  await test.step('both canaries are told apart', async () => {
    await page.goto(`${slipway.url}/rollouts`);
    await expect(page.getByText('Promoted').first()).toBeVisible();
    await page.getByRole('link', { name: /v2 to v3/ }).click();
    await expect(page.getByText(/Rolled back to v2/).first()).toBeVisible();
    await expectAccessible(page);
  });
  await test.step('one click returns from the promoted one, without steps', async () => {
    await page.goto(`${slipway.url}/rollouts`);
    await page.getByRole('link', { name: /v1 to v2/ }).click();
    const back = page.locator('#content').getByRole('button', { name: 'Return to v1' });
    await back.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Return to v1' }).click();
    await expect(back).toHaveAttribute('aria-disabled', 'true');
    await page.goto(`${slipway.url}/endpoints/flight-delay`);
    await expect(page.getByText(/v1 100 %/).first()).toBeVisible();
  });
  await test.step('alerts were delivered, and the audit chain holds', async () => {
    await page.goto(`${slipway.url}/alerts`);
    await page.getByRole('link', { name: /^(Drift|Worse predictions) at flight-delay$/ }).click();
    await expect(page.getByText('1/1').first()).toBeVisible();
    await page.getByRole('button', { name: 'Add note' }).click();
    await page.getByLabel('What you found out or did').fill('Only western hubs since May.');
    await page.getByRole('dialog').getByRole('button', { name: 'Add note' }).click();
    await expect(page.getByText('Only western hubs since May.').first()).toBeVisible();
    await page.getByRole('button', { name: 'Acknowledge' }).first().click();
    await expect(page.getByText(/has it:/)).toBeVisible();
    await expectAccessible(page);
    await page.goto(`${slipway.url}/audit`);
    await page.getByRole('button', { name: 'Verify chain' }).click();
    await expect(page.getByText(/Chain verified/)).toBeVisible();
    await expectAccessible(page);
  });
});
