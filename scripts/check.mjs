/**
 * `npm run check`: types, lint, walls, unused exports, format and openapi.json, in seconds. One line a check with its time, then the
 * words of those that failed. `npm run check -- --fix` formats and rewrites openapi.json first.
 */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, reexecOnInstalledNode, say, seconds } from './bootstrap.mjs';
import { typescriptWorkspaces } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const binaries = join(root, 'node_modules/.bin');

/** Each stage waits for the one before it; the checks of a stage run side by side. */
const stages = [
  [['prisma client', 'node', 'scripts/generate.mjs']],
  [['types', 'tsc', '-b', ...typescriptWorkspaces()]],
  [
    ['types of tests', 'tsc', '-p', 'tsconfig.tests.json'],
    ['types of scripts', 'tsc', '-p', 'tsconfig.scripts.json'],
    ['lint', 'oxlint', '--type-aware', '--format', 'unix'],
    ['walls', 'node', 'scripts/walls.mjs'],
    ['unused exports', 'knip', '--no-progress', '--no-config-hints'],
    ['format', 'oxfmt', '--check'],
    ['openapi.json', 'node', 'scripts/openapi.mjs', '--check'],
  ],
];
const fixes = [[['format', 'oxfmt']], [['openapi.json', 'node', 'scripts/openapi.mjs']]];

ensureInstalled();
await reexecOnInstalledNode();

const from = Date.now();
const outcomes = [];
for (const stage of [...(process.argv.includes('--fix') ? fixes : []), ...stages]) {
  outcomes.push(...(await Promise.all(stage.map(check))));
}
const failed = outcomes.filter(({ passed }) => !passed);
for (const { name, output } of failed) say(`\n== ${name}\n${output.trim()}`);
say(`\ncheck: ${outcomes.length - failed.length} passed, ${failed.length} failed, ${seconds(from)}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/**
 * check runs one command, prints its line and answers with what it said.
 * @param {string[]} line the name of the check, then the command
 */
async function check([name, tool, ...args]) {
  const from = Date.now();
  const { code, output } = await execute(tool === 'node' ? process.execPath : join(binaries, tool), args);
  say(`${name.padEnd(17)} ${code === 0 ? 'ok    ' : 'failed'} ${seconds(from).padStart(7)}`);
  return { name, output, passed: code === 0 };
}

function execute(file, args) {
  const child = spawn(file, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}` },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}
