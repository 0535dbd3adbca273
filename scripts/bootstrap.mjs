/**
 * What every command of this checkout needs first, in plain Node 20 without dependencies: the packages, a Node that is new enough,
 * the build. Each step takes milliseconds when there is nothing to do.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const binaries = join(root, 'node_modules/.bin');

/** ensureInstalled runs `npm ci` when there are no packages yet, or when package-lock.json is newer than they are. */
export function ensureInstalled() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs) return;
  say('installing packages, a minute the first time');
  const from = Date.now();
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  say(`packages  installed  ${seconds(from)}`);
}

/**
 * reexecOnInstalledNode re-runs this very command on the Node of node_modules when the running one is older than 22.12; it then
 * passes signals on and ends as that process ends. When this process is killed the hard way, the other sees its channel close.
 */
export async function reexecOnInstalledNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return;
  const node = join(binaries, 'node');
  if (!existsSync(node)) {
    fail(`Slipway needs Node 22.12 or later; this is ${process.version}, and no newer one came with the packages`);
  }
  const again = spawn(node, process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => again.kill(signal));
  const [code] = await once(again, 'exit');
  process.exit(code ?? 1);
}

/** ensureBuilt brings the compiled parts and the web pages up to date. */
export async function ensureBuilt() {
  const { buildIfStale } = await import('./build.mjs');
  await buildIfStale();
}

/** run executes a command at the root with our own binaries first on PATH; it ends this process when the command fails. */
export function run(file, args) {
  const path = existsSync(join(root, file)) ? join(root, file) : file;
  const result = spawnSync(path, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}` },
  });
  if (result.error !== undefined) fail(`${file} could not run: ${result.error.message}`);
  if (result.status !== 0) fail(`${file} ${args.join(' ')} failed (${result.signal ?? `exit code ${result.status}`})`);
}

/** say prints one line of progress. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** fail prints one line of reason and ends this process with 1. */
export function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

/** seconds since `from` (a Date.now()), as in "1.2 s". */
export function seconds(from) {
  return `${((Date.now() - from) / 1000).toFixed(1)} s`;
}
