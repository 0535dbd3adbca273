/** Makes the build context of deploy/Dockerfile: `node deploy/image-context.mjs [folder]`. Production packages and compiled code only. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const shipped = ['packages', 'apps', 'examples'];
const target = process.argv[2] ?? join(root, 'deploy/context');

mkdirSync(target, { recursive: true });
for (const name of readdirSync(target)) if (name !== '.gitkeep') rmSync(join(target, name), { recursive: true });
for (const file of ['package.json', 'package-lock.json', 'tsconfig.base.json']) copy(file);
for (const folder of [
  ...shipped.flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)),
  'bench',
  'e2e',
]) {
  copy(join(folder, 'package.json'));
  if (shipped.some((parent) => folder.startsWith(`${parent}/`))) copy(join(folder, 'dist'));
}
copy('prisma/migrations');
copy('examples/flights/trainers.json');
copy('deploy/Dockerfile');
const npm = spawnSync('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
  cwd: target,
  stdio: 'inherit',
});
process.exit(npm.status ?? 1);

function copy(path) {
  const from = join(root, path);
  if (!existsSync(from)) return;
  mkdirSync(dirname(join(target, path)), { recursive: true });
  cpSync(from, join(target, path), { recursive: true });
}
