import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Home, Me } from '@slipway/contracts';

const dist = fileURLToPath(new URL('../../apps/web/dist/', import.meta.url));
const origin = 'http://slipway.test';
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

const ada: Me = {
  name: 'ada',
  kind: 'user',
  role: 'admin',
  workspace: 'default',
  scopes: ['read', 'write', 'approve'],
  csrfToken: null,
};

const home: Home = {
  sentence: 'Nothing needs you.',
  needsYou: [],
  counts: { models: 1, endpoints: 1, activeRollouts: 1, firingAlerts: 0, failedJobs: 0, runningJobs: 0, approvals: 0 },
  activity: [],
};

/** What every page of the UI asks. */
const everywhere: Readonly<Record<string, unknown>> = { '/session': ada, '/home': home };

/** Sent is a request of the page that changes something. */
export interface Sent {
  path: string;
  body: unknown;
}

/**
 * openCanned opens a page of the built UI without a server: GETs below /api/v1 get the `answers` of their path, everything that changes something gets
 * `changed` and is returned, and any other GET is an empty list.
 */
export async function openCanned(
  page: Page,
  path: string,
  answers: Readonly<Record<string, unknown>>,
  changed: unknown = {},
): Promise<Sent[]> {
  const sent: Sent[] = [];
  await page.route(`${origin}/**`, async (route) => {
    const request = route.request();
    const { pathname } = new URL(request.url());
    if (!pathname.startsWith('/api/v1/')) {
      const file = extname(pathname) === '' ? 'index.html' : pathname;
      await route.fulfill({
        body: await readFile(join(dist, file)),
        contentType: types[extname(file)] ?? 'text/plain',
      });
    } else if (pathname === '/api/v1/events') {
      await route.fulfill({ status: 204 });
    } else if (request.method() === 'GET') {
      const asked = pathname.slice('/api/v1'.length);
      await route.fulfill({ json: answers[asked] ?? everywhere[asked] ?? { items: [], nextCursor: null } });
    } else {
      sent.push({ path: pathname.slice('/api/v1'.length), body: request.postDataJSON() as unknown });
      await route.fulfill({ json: changed });
    }
  });
  await page.goto(`${origin}${path}`);
  return sent;
}
