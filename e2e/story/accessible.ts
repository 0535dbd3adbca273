import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** expectAccessible holds the page against axe's rules for WCAG 2.2 AA; what breaks one is named by rule and element. Call it once the page stands still. */
export async function expectAccessible(page: Page): Promise<void> {
  // A tooltip under the pointer is no part of the page, and lies in no landmark of it.
  await page.mouse.move(0, 0);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}
