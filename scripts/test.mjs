/**
 * `npm test`: every suite from a fresh clone. It installs packages, builds, and gets what the suites need beyond Node (Chromium, Redis, Docker Engine) from Debian's packages where it is root and apt is there. A suite that cannot run here is named; with
 * CI=true that is a failure, unless SLIPWAY_TEST_WITHOUT names it. `npm test -- unit e2e` runs only the suites named; `clients` (unmodified Python clients, promtool), `swarm` (Docker Swarm), `runtimes` (one endpoint through all of them), `many` (two of everything behind nginx) and `decisions` (rollouts whose worker, API or database is killed) run only so.
 */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ensureBuilt, ensureInstalled, fail, reexecOnInstalledNode, say, seconds } from './bootstrap.mjs';
import { provide } from './test-tools.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const vitest = (...args) => ['vitest', 'run', '--project', ...args];
const playwright = (...args) => ['playwright', 'test', '--config', 'e2e/playwright.config.ts', ...args];

/**
 * Each suite: what it needs beyond Node, and its commands. `beside`: it mostly waits (for containers, for Redis), so it runs next to the
 * suites that keep one processor busy; `last`: it watches the clock, so it has the machine for itself.
 */
const suites = [
  { name: 'unit', needs: [], commands: [vitest('unit')] },
  { name: 'integration', needs: [], commands: [vitest('integration')] },
  {
    name: 'docker',
    beside: true,
    needs: ['docker'],
    commands: [playwright('tests/docker'), vitest('processes', 'february')],
  },
  { name: 'processes', beside: true, needs: [], commands: [vitest('processes')] },
  { name: 'redis', beside: true, needs: ['redis'], commands: [vitest('redis'), playwright('redis')] },
  { name: 'stories', last: true, needs: [], commands: [playwright('survival', 'bad-input', 'titanic', 'guide')] },
  {
    name: 'e2e',
    last: true,
    needs: ['chromium'],
    // Every story that no other suite names, so that a new one cannot be forgotten.
    commands: [
      playwright('tests/(?!survival|bad-input|titanic|guide|redis|docker|swarm|moves|scaling|many|decisions)'),
    ],
  },
  { name: 'decisions', onlyByName: true, needs: [], commands: [playwright('tests/decisions')] },
  { name: 'swarm', onlyByName: true, needs: ['docker'], commands: [playwright('tests/swarm')] },
  {
    name: 'runtimes',
    onlyByName: true,
    needs: ['docker', 'chromium'],
    commands: [playwright('tests/(moves|scaling)')],
  },
  {
    name: 'many',
    onlyByName: true,
    needs: ['nginx', 'redis', 'chromium'],
    commands: [
      playwright('tests/(many|drift|loop)'),
      // Rollouts, alerts and jobs as they are, each call at the other one of two.
      vitest(
        'integration',
        ...['rollout', 'ab-tests', 'alert', 'incidents', 'jobs'].map((name) => `core/test/${name}`),
      ),
    ],
  },
  {
    name: 'clients',
    onlyByName: true,
    needs: ['pythonClients', 'promtool'],
    commands: [vitest('integration', 'client.test'), vitest('unit', 'metrics.test')],
  },
];

ensureInstalled();
await reexecOnInstalledNode();
await ensureBuilt();

const asked = process.argv.slice(2);
const without = new Set((process.env.SLIPWAY_TEST_WITHOUT ?? '').split(',').filter((name) => name !== ''));
const chosen = suites.filter(({ name, onlyByName }) => (asked.length > 0 ? asked.includes(name) : !onlyByName));
const [first, beside] = await Promise.all([
  inOrder(chosen.filter((suite) => !suite.beside && !suite.last)),
  inOrder(chosen.filter((suite) => suite.beside)),
]);
report([...first, ...beside, ...(await inOrder(chosen.filter((suite) => suite.last)))]);

async function inOrder(row) {
  const outcomes = [];
  for (const suite of row) outcomes.push(await runSuite(suite));
  return outcomes;
}

async function runSuite({ name, needs, commands }) {
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
    let passed = true;
    for (const command of commands) passed = (await execute(name, command, env)) === 0 && passed;
    return { name, state: passed ? 'passed' : 'failed', detail: seconds(from) };
  } finally {
    for (const stop of stops) await stop();
  }
}

/** execute runs a suite and puts its name before each line it prints, because two run at a time. */
function execute(name, [tool, ...args], env) {
  const bin = join(root, 'node_modules/.bin');
  const child = spawn(join(bin, tool), args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ORT_DISABLE_TELEMETRY: '1',
      ...env,
      PATH: `${bin}${delimiter}${env.PATH ?? process.env.PATH ?? ''}`,
    },
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => say(`${name.padEnd(11)} | ${line}`));
  }
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
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
