/**
 * `npm run build`: the Prisma client, then every TypeScript workspace (`tsc -b`), then the web pages (`vite build`).
 * A stamp of all sources makes an up-to-date build cost a few milliseconds.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, reexecOnInstalledNode, run, say, seconds } from './bootstrap.mjs';
import { generateClient } from './generate.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = join(root, 'node_modules/.cache/slipway/build-stamp');
const SKIPPED = new Set(['node_modules', 'dist', 'generated', '.slipway']);

/** buildIfStale builds when a source or an output differs from the last good build, and says so. */
export async function buildIfStale() {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stampOf(workspaces())) return;
  build();
}

/** build compiles everything; the first failure ends the process with the compiler's own words. */
function build() {
  const from = Date.now();
  const folders = workspaces();
  generateClient();
  run('node_modules/.bin/tsc', ['-b', ...typescriptWorkspaces()]);
  if (existsSync(join(root, 'apps/web/index.html'))) {
    run('node_modules/.bin/vite', ['build', 'apps/web', '--logLevel', 'warn']);
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stampOf(folders));
  say(`build     done   ${seconds(from)}`);
}

/** workspaces are the folders with a package.json of their own, as paths from the root. */
function workspaces() {
  const below = ['packages', 'apps', 'examples'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}`),
  );
  return [...below, 'bench', 'e2e'].filter((folder) => existsSync(join(root, folder, 'package.json'))).sort();
}

/** typescriptWorkspaces are the workspaces that `tsc -b` compiles. */
export function typescriptWorkspaces() {
  return workspaces().filter((folder) => existsSync(join(root, folder, 'tsconfig.json')));
}

/** stampOf is a hash over path, size and time of every source, and over which outputs exist. */
function stampOf(folders) {
  const hash = createHash('sha256');
  for (const path of ['prisma', 'tsconfig.base.json', 'package-lock.json', ...folders]) addTree(hash, path);
  for (const folder of folders) hash.update(`${folder} ${existsSync(join(root, folder, 'dist'))}\n`);
  return hash.digest('hex');
}

function addTree(hash, path) {
  const absolute = join(root, path);
  const stats = statSync(absolute);
  if (!stats.isDirectory()) {
    hash.update(`${path} ${stats.size} ${stats.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(absolute).sort()) {
    if (!SKIPPED.has(name)) addTree(hash, `${path}/${name}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureInstalled();
  await reexecOnInstalledNode();
  build();
}
