/** `npm run screenshots`: starts a Slipway of its own, runs the demo on it, and takes README's pictures anew. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureBuilt, ensureInstalled, reexecOnInstalledNode, say } from './bootstrap.mjs';

ensureInstalled();
await reexecOnInstalledNode();
await ensureBuilt();
const { chromium } = await import('@playwright/test');
const { startSlipway } = await import(new URL('../e2e/story/slipway.ts', import.meta.url).href);

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find(
  (path) => path !== undefined && existsSync(path),
);
const slipway = await startSlipway();
try {
  say('running the demo');
  await slipway.runDemo();
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await page.goto(slipway.signInUrl);
  await page
    .getByRole('button', { name: /sign in/i })
    .first()
    .click();
  await page.getByRole('heading', { name: 'Home' }).waitFor();
  await shoot(page, 'home', '/');
  await shoot(page, 'endpoint', '/endpoints/flight-delay');
  await shoot(page, 'monitor', '/monitors/flight-delay-drift');
  await page.getByRole('link', { name: /^distance, May 2001/ }).click();
  await settle(page, 'feature');
  await page.goto(`${slipway.url}/alerts`);
  await page
    .getByRole('link', { name: /^(Drift|Worse predictions) at/ })
    .first()
    .click();
  await settle(page, 'incident');
  await page.goto(`${slipway.url}/rollouts`);
  await page.getByRole('link', { name: /v1 to v2/ }).click();
  await settle(page, 'rollout');
  await browser.close();
} finally {
  await slipway.stop();
}

async function shoot(page, name, path) {
  await page.goto(`${slipway.url}${path}`);
  await settle(page, name);
}

async function settle(page, name) {
  // Where a link was clicked, a chart of the next page may lie below the pointer.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(2_500);
  await page.screenshot({ path: `${folder}${name}.png` });
  say(`docs/screenshots/${name}.png`);
}
