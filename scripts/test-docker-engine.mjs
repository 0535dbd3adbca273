/** A Docker Engine for one test run: the one that answers already, else a private one that leaves nothing behind. Plain Node 20. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_LIMIT_MS = 30_000;
const SYSTEM_SOCKET = '/var/run/docker.sock';

/** answeringEngine is the address of an engine that this user may use, or undefined. */
export function answeringEngine() {
  const host = process.env.DOCKER_HOST || (existsSync(SYSTEM_SOCKET) ? `unix://${SYSTEM_SOCKET}` : undefined);
  return host !== undefined && answers(host) ? host : undefined;
}

/**
 * startEngine gives {env, stop}: an engine with its own socket, data, networks and containers, which neither sees nor disturbs another
 * one on this machine, or {missing} with dockerd's own words where it cannot run. An engine that answers already is used and left as it is.
 */
export async function startEngine() {
  const running = answeringEngine();
  if (running !== undefined) return { env: envOf(running), stop: async () => {} };
  const folder = mkdtempSync(join(tmpdir(), 'slipway-docker-'));
  const host = `unix://${folder}/docker.sock`;
  const log = join(folder, 'log');
  const engine = spawn('/usr/sbin/dockerd', [...ownPlaces(folder, host), ...ownNetwork], {
    stdio: ['ignore', openSync(log, 'w'), openSync(log, 'a')],
  });
  const stop = () => end(engine, folder, host);
  for (const from = Date.now(); Date.now() - from < READY_LIMIT_MS && engine.exitCode === null; await sleep(200))
    if (answers(host)) {
      spawnSync('iptables', ['--insert', ...passRule]);
      return { env: envOf(host), stop };
    }
  const lastWords = readFileSync(log, 'utf8').trim().split('\n').at(-1);
  await stop();
  return { missing: `dockerd does not run here: ${lastWords}` };
}

/** DOCKER_HOST may be a person's own: only the other one says that tests shall use it. */
const envOf = (host) => ({ DOCKER_HOST: host, TEST_DOCKER_HOST: host });

const ownPlaces = (folder, host) => [
  `--host=${host}`,
  `--data-root=${folder}/data`,
  `--exec-root=${folder}/exec`,
  `--pidfile=${folder}/pid`,
  `--containerd-namespace=${folder.split('/').at(-1)}`,
];

const pool = `10.${200 + (process.pid % 50)}.0.0/16`;
/** No default bridge and no tables of addresses, which all engines of a machine share: published ports go through docker-proxy. */
const ownNetwork = [
  '--bridge=none',
  '--iptables=false',
  '--ip6tables=false',
  `--default-address-pool=base=${pool},size=24`,
];
/** Another engine, also one that is long gone, lets the machine drop what it does not know: this rule knows our containers. */
const passRule = ['FORWARD', '--source', pool, '--destination', pool, '--jump', 'ACCEPT'];

function answers(host) {
  return docker(host, ['version', '--format', '{{.Server.Version}}']).status === 0;
}

function docker(host, args) {
  return spawnSync('docker', ['--host', host, ...args], { encoding: 'utf8', timeout: 60_000 });
}

/** end leaves nothing of a run that was cut short either: a network's bridge would outlive the engine. */
async function end(engine, folder, host) {
  if (engine.exitCode === null && engine.signalCode === null) {
    const containers = docker(host, ['ps', '--all', '--quiet']).stdout.split(/\s+/).filter(Boolean);
    if (containers.length > 0) docker(host, ['rm', '--force', '--volumes', ...containers]);
    docker(host, ['network', 'prune', '--force']);
    spawnSync('iptables', ['--delete', ...passRule]);
    engine.kill('SIGTERM');
    await once(engine, 'exit');
  }
  // dockerd leaves a network namespace of its own mounted.
  for (const place of mountsBelow(folder)) spawnSync('umount', [place]);
  rmSync(folder, { recursive: true, force: true });
}

function mountsBelow(folder) {
  const places = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return places.map((line) => line.split(' ')[1] ?? '').filter((place) => place.startsWith(`${folder}/`));
}
