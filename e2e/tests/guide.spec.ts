import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient, type Client } from '@slipway/client';
import { endpointTable as api } from '@slipway/contracts';
import { expect, test } from '@playwright/test';
import { inheritedEnvironment } from '../story/env.ts';
import { startSlipway, type Slipway } from '../story/slipway.ts';
import { trainersFile } from '../story/titanic.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const guide = await readFile(new URL('../../docs/guide.md', import.meta.url), 'utf8');
const sections = guide.split(/^## /m).slice(1);

let slipway: Slipway;
let client: Client;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  slipway = await startSlipway({ SLIPWAY_TRAINERS: trainersFile });
  client = createClient({ baseUrl: slipway.url, token: slipway.token });
});

test.afterAll(() => slipway.stop());

/**
 * Runs what a section of the guide tells to type; the first command that fails fails the test, with its words. Only npx is left out: it
 * looks for the command for a second each time.
 */
async function type(section: string): Promise<string> {
  const commands = [...section.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block).join('');
  const env = inheritedEnvironment();
  const { stdout } = await promisify(execFile)('bash', ['-euc', commands.replaceAll('npx ', '')], {
    cwd: root,
    env: {
      ...env,
      PATH: `${root}node_modules/.bin${delimiter}${env['PATH']}`,
      SLIPWAY_URL: slipway.url,
      SLIPWAY_TOKEN: slipway.token,
    },
  });
  return stdout;
}

/** What must be on the screen, or be so, after a section that is more than words. */
const afterwards: Readonly<Record<string, (printed: string) => unknown>> = {
  '1. Register': (printed) => expect(printed).toMatch(/features +pclass, sex, age, fare, embarked/),
  '2. Measure': (printed) => expect(printed).toMatch(/auc >= 0\.8 +0\.83\d+ +passed/),
  '3. Serve': (printed) => expect(printed).toMatch(/matched +1/),
  '4. Say what shall hold': (printed) => expect(printed.match(/\+ trigger titanic-after-drift/g)).toHaveLength(2),
  '5. Watch': async (printed) => {
    expect(printed).toMatch(/pclass +drift/);
    const runs = await client.call(api.listMonitorRuns, { params: { name: 'titanic-drift' }, query: {} });
    expect(runs.items.map(({ state }) => state)).toEqual(['firing', 'ok']);
  },
  '6. Let it train': (printed) => expect(printed).toMatch(/made +titanic@2/),
  '7. Move traffic with proof': async (printed) => {
    expect(printed).toMatch(/state +promoted/);
    const { variants } = await client.call(api.getEndpoint, { params: { name: 'titanic' } });
    expect(variants.map(({ role, version }) => [role, version])).toEqual([['stable', 2]]);
  },
};

for (const section of sections.filter((text) => text.includes('```sh'))) {
  const title = section.split('\n', 1)[0]!;
  test(`guide: ${title}`, async () => {
    const printed = await type(section);
    expect(Object.keys(afterwards), 'each section is held against what it promises').toContain(title);
    await afterwards[title]!(printed);
  });
}
