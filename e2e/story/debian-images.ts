import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.ts';
import { inheritedEnvironment } from './env.ts';

const deploy = fileURLToPath(new URL('../../deploy', import.meta.url));
const cache = join(homedir(), '.cache/slipway');

/** DebianImages are names of images in the engine, made from Debian's packages. */
export interface DebianImages {
  base: string;
  postgres: string;
  redis: string;
  prometheus: string;
}

/**
 * makeDebianImages makes what docker-compose.yml takes from a registry. The names carry a digest of their recipes, so that an engine that
 * has them keeps them; the base, which takes longest, is kept in ~/.cache/slipway for engines that start empty.
 */
export async function makeDebianImages(): Promise<DebianImages> {
  const base = `slipway-debian:${await digestOf('debian-base.sh')}`;
  if (!(await isThere(base))) await makeBase(base);
  const recipe = await digestOf('debian-base.sh', 'debian-services/Dockerfile', 'debian-services/postgres.sh');
  const service = async (target: string): Promise<string> => {
    const image = `slipway-debian-${target}:${recipe}`;
    if (await isThere(image)) return image;
    const labels = ['--build-arg', `BASE_IMAGE=${base}`, '--target', target, '--tag', image];
    await docker('build', '--network', 'host', ...labels, join(deploy, 'debian-services'));
    return image;
  };
  // One after the other: they share the layer with the packages.
  return {
    base,
    postgres: await service('postgres'),
    redis: await service('redis'),
    prometheus: await service('prometheus'),
  };
}

async function makeBase(base: string): Promise<void> {
  const kept = join(cache, `${base.replace(':', '-')}.tar`);
  if (existsSync(kept)) {
    await docker('load', '--input', kept);
    return;
  }
  await runCommand(join(deploy, 'debian-base.sh'), [base], inheritedEnvironment());
  await mkdir(cache, { recursive: true });
  const unfinished = `${kept}.${process.pid}`;
  await docker('save', '--output', unfinished, base);
  await rename(unfinished, kept);
}

async function digestOf(...recipes: string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const recipe of recipes) hash.update(await readFile(join(deploy, recipe)));
  return hash.digest('hex').slice(0, 12);
}

const isThere = (image: string): Promise<boolean> =>
  docker('image', 'inspect', image).then(
    () => true,
    () => false,
  );

/** The older builder knows `--network host` without leave of the engine; a newer one ignores the variable. */
const docker = (...args: string[]): Promise<string> =>
  runCommand('docker', args, { ...inheritedEnvironment(), DOCKER_BUILDKIT: '0' });
