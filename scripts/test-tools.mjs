/** Gets and starts what suites need beyond Node: Chromium and Redis, from Debian's packages. Plain Node 20. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from './bootstrap.mjs';

const tools = {
  chromium: {
    package: 'chromium',
    binary: '/usr/bin/chromium',
    start: async () => ({ env: { CHROMIUM_PATH: '/usr/bin/chromium' }, stop: noop }),
  },
  redis: { package: 'redis-server', binary: '/usr/bin/redis-server', start: startRedis },
};

/** provide makes a tool available: {env, stop}, or {missing: why} where it cannot be had. */
export async function provide(name) {
  const tool = tools[name];
  if (!existsSync(tool.binary)) {
    const refusal = install(tool.package);
    if (refusal !== null || !existsSync(tool.binary))
      return { missing: refusal ?? `${tool.package} brought no ${tool.binary}` };
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
