/** Gets and starts what suites need beyond Node: Chromium, Redis, nginx, promtool and a Docker Engine, from Debian's packages. Plain Node 20. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from './bootstrap.mjs';
import { answeringEngine, startEngine } from './test-docker-engine.mjs';
import { providePythonClients } from './test-python-clients.mjs';

/** Each tool: the programs that it needs with their packages, and how it starts. */
const tools = {
  chromium: {
    programs: () => [{ package: 'chromium', binary: '/usr/bin/chromium' }],
    start: async () => ({ env: { CHROMIUM_PATH: '/usr/bin/chromium' }, stop: noop }),
  },
  redis: { programs: () => [{ package: 'redis-server', binary: '/usr/bin/redis-server' }], start: startRedis },
  nginx: {
    programs: () => [{ package: 'nginx-light', binary: '/usr/sbin/nginx' }],
    start: async () => ({ env: { TEST_MANY: '1' }, stop: noop }),
  },
  docker: { programs: dockerPrograms, start: startDocker },
  promtool: {
    programs: () => [{ package: 'prometheus', binary: '/usr/bin/promtool' }],
    start: async () => ({ env: {}, stop: noop }),
  },
  pythonClients: { programs: () => [], start: async () => providePythonClients() },
};

/** provide makes a tool available: {env, stop}, or {missing: why} where it cannot be had. */
export async function provide(name) {
  const tool = tools[name];
  for (const { package: packageName, binary } of tool.programs()) {
    if (existsSync(binary)) continue;
    const refusal = install(packageName);
    if (refusal !== null || !existsSync(binary)) return { missing: refusal ?? `${packageName} brought no ${binary}` };
  }
  return tool.start();
}

let updated = false;

function install(packageName) {
  if (process.getuid?.() !== 0) return `${packageName} is not installed, and only root can install it`;
  if (spawnSync('apt-get', ['--version']).status !== 0)
    return `${packageName} is not installed, and there is no apt here`;
  const apt = (args) =>
    spawnSync('apt-get', ['-qq', ...args], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  if (!updated) updated = apt(['update']);
  say(`installing ${packageName} from Debian's packages`);
  return apt(['install', '-y', '--no-install-recommends', packageName])
    ? null
    : `apt-get could not install ${packageName}`;
}

function dockerPrograms() {
  return [
    ...(answeringEngine() === undefined ? [{ package: 'docker.io', binary: '/usr/sbin/dockerd' }] : []),
    { package: 'docker-compose', binary: '/usr/bin/docker-compose' },
    { package: 'debootstrap', binary: '/usr/sbin/debootstrap' },
  ];
}

/** startDocker wants root even where an engine answers: only root can make the images from Debian's packages. */
async function startDocker() {
  if (process.getuid?.() !== 0) return { missing: 'images are made by debootstrap, which only root can run' };
  return startEngine();
}

async function startRedis() {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'slipway-redis-'));
  const server = spawn(
    '/usr/bin/redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, '--maxmemory-policy', 'noeviction'],
    { stdio: 'ignore' },
  );
  return { env: { TEST_REDIS_URL: `redis://127.0.0.1:${port}` }, stop: () => end(server, folder) };
}

async function end(server, folder) {
  if (server.exitCode === null && server.signalCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  return port;
}

async function noop() {}
