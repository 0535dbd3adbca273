/**
 * `npm test`: every suite from a fresh clone. It installs packages, builds, and gets what the suites need beyond Node (Chromium, Redis, Docker Engine) from Debian's packages where it is root and apt is there. A suite that cannot run here is named; with
 * CI=true that is a failure, unless SLIPWAY_TEST_WITHOUT names it. `npm test -- unit e2e` runs only the suites named; `clients` (unmodified Python clients) runs only so.
 */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt, ensureInstalled, fail, reexecOnInstalledNode, say, seconds } from './bootstrap.mjs';
import { provide } from './test-tools.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each suite: what it needs beyond Node, and how it runs. */
const suites = [
  { name: 'unit', needs: [], command: ['vitest', 'run', '--project', 'unit'] },
  { name: 'integration', needs: [], command: ['vitest', 'run', '--project', 'integration'] },
  {
    name: 'stories',
    needs: [],
    command: ['playwright', 'test', '--config', 'e2e/playwright.config.ts', 'survival', 'bad-input', 'titanic'],
  },
  {
    name: 'e2e',
    needs: ['chromium'],
    // Every story that no other suite names, so that a new one cannot be forgotten.
    command: [
      'playwright',
      'test',
      '--config',
      'e2e/playwright.config.ts',
      'tests/(?!survival|bad-input|titanic|redis|docker)',
    ],
  },
  { name: 'redis', needs: ['redis'], command: ['playwright', 'test', '--config', 'e2e/playwright.config.ts', 'redis'] },
  {
    name: 'docker',
    needs: ['docker'],
    command: ['playwright', 'test', '--config', 'e2e/playwright.config.ts', 'tests/docker'],
  },
  {
    name: 'clients',
    onlyByName: true,
    needs: ['pythonClients'],
    command: ['vitest', 'run', '--project', 'integration', 'client.test'],
  },
];

ensureInstalled();
await reexecOnInstalledNode();
await ensureBuilt();

const asked = process.argv.slice(2);
const without = new Set((process.env.SLIPWAY_TEST_WITHOUT ?? '').split(',').filter((name) => name !== ''));
const outcomes = [];
for (const suite of suites) {
  if (asked.length > 0 ? !asked.includes(suite.name) : suite.onlyByName) continue;
  outcomes.push(await runSuite(suite));
}
report(outcomes);

async function runSuite({ name, needs, command }) {
  if (without.has(name)) return { name, state: 'left out', detail: 'named in SLIPWAY_TEST_WITHOUT' };
  const from = Date.now();
  say(`\n== ${name}`);
  const env = {};
  const stops = [];
  try {
    for (const need of needs) {
      const tool = await provide(need);
      if (tool.missing !== undefined) return { name, state: 'skipped', detail: tool.missing };
      Object.assign(env, tool.env);
      stops.push(tool.stop);
    }
    const code = await execute(command, env);
    return { name, state: code === 0 ? 'passed' : 'failed', detail: seconds(from) };
  } finally {
    for (const stop of stops) await stop();
  }
}

function execute([tool, ...args], env) {
  const bin = join(root, 'node_modules/.bin');
  const child = spawn(join(bin, tool), args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      ORT_DISABLE_TELEMETRY: '1',
      ...env,
      PATH: `${bin}${delimiter}${env.PATH ?? process.env.PATH ?? ''}`,
    },
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

function report(rows) {
  say('');
  for (const { name, state, detail } of rows) say(`${name.padEnd(12)} ${state.padEnd(9)} ${detail}`);
  const count = (state) => rows.filter((row) => row.state === state).length;
  const skippedIsFailure = process.env.CI === 'true' ? count('skipped') : 0;
  say(
    `suites: ${count('passed')} passed, ${count('failed') + skippedIsFailure} failed, ${count('skipped') - skippedIsFailure + count('left out')} skipped`,
  );
  if (count('failed') > 0) fail('a suite failed');
  if (skippedIsFailure > 0) fail('a suite was skipped, which CI does not allow');
}
