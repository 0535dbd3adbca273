import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childEnv } from './env.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const TOKEN = 'slw_benchmark-token-that-is-long-enough-0001';
const PATIENCE_MS = 60_000;

/** RunningSlipway is a whole Slipway of its own: processes, database and data folder, gone after `stop`. */
export interface RunningSlipway {
  url: string;
  gatewayUrl: string;
  token: string;
  readyAfterMs: number;
  residentMb(): Promise<number>;
  stop(): Promise<void>;
}

/** makeDataFolder makes an empty data folder for one or more starts. */
export const makeDataFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'slipway-bench-'));

/** startSlipway starts all parts on free ports of loopback, with `more` in their environment, and waits until they are ready. */
export async function startSlipway(
  dataFolder: string,
  more: Readonly<Record<string, string>> = {},
): Promise<RunningSlipway> {
  const [port, gatewayPort, workerPort] = [await freePort(), await freePort(), await freePort()];
  const from = performance.now();
  const supervisor = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: childEnv({
      PORT: String(port),
      GATEWAY_PORT: String(gatewayPort),
      WORKER_PORT: String(workerPort),
      SLIPWAY_DATA: dataFolder,
      SLIPWAY_BOOTSTRAP_TOKEN: TOKEN,
      HOST: '127.0.0.1',
      ...more,
    }),
  });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await answers(`${url}/readyz`))) {
    if (supervisor.exitCode !== null || Date.now() > deadline) throw new Error('Slipway did not become ready');
    await sleep(50);
  }
  const readyAfterMs = performance.now() - from;
  return {
    url,
    gatewayUrl: `http://127.0.0.1:${gatewayPort}`,
    token: TOKEN,
    readyAfterMs,
    residentMb: () => residentMbOfTree(supervisor.pid ?? 0),
    stop: async () => {
      supervisor.kill('SIGTERM');
      await once(supervisor, 'exit');
    },
  };
}

/** removeDataFolder deletes a data folder that nothing uses any more. */
export const removeDataFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

/** freePort finds a port of loopback that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}

/**
 * residentMbOfTree adds the proportional set size of a process and all below it, PostgreSQL's included: pages that several processes
 * share count once in the sum (proc(5), smaps_rollup).
 */
async function residentMbOfTree(pid: number): Promise<number> {
  const parents = new Map<number, number[]>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent > 0) parents.set(parent, [...(parents.get(parent) ?? []), Number(entry)]);
  }
  const tree = [pid];
  for (const member of tree) tree.push(...(parents.get(member) ?? []));
  const sizes = await Promise.all(
    tree.map(async (member) =>
      Number(
        /^Pss:\s+(\d+) kB/m.exec(await readFile(`/proc/${member}/smaps_rollup`, 'utf8').catch(() => ''))?.[1] ?? 0,
      ),
    ),
  );
  return sizes.reduce((sum, kb) => sum + kb, 0) / 1024;
}
