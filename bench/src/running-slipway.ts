import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childEnv } from './env.js';
import { processesOf, processorMs } from './process-tree.js';
import { residentOfTree, type Resident } from './resident.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const TOKEN = 'slw_benchmark-token-that-is-long-enough-0001';
const PATIENCE_MS = 60_000;

/** RunningSlipway is a whole Slipway of its own: processes, database and data folder, gone after `stop`. */
export interface RunningSlipway {
  url: string;
  gatewayUrl: string;
  token: string;
  /** The supervisor, above all parts. */
  pid: number;
  readyAfterMs: number;
  resident(): Promise<Resident>;
  /** The processor time of all parts so far, in ms. */
  processorMs(): Promise<number>;
  /** processes are those of its parts and of PostgreSQL whose command line holds a text. */
  processes(text: string): Promise<number[]>;
  /** runDemo runs `npm run demo` against it and throws when it fails. */
  runDemo(): Promise<void>;
  stop(): Promise<void>;
}

/** makeDataFolder makes an empty data folder for one or more starts. */
export const makeDataFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'slipway-bench-'));

/** startSlipway starts all parts on free ports of loopback, with `more` in their environment, and waits until they are ready. */
export async function startSlipway(
  dataFolder: string,
  more: Readonly<Record<string, string>> = {},
): Promise<RunningSlipway> {
  const [port, gatewayPort, grpcPort, workerPort, receiverPort] = await freePorts();
  const from = performance.now();
  const supervisor = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: childEnv({
      PORT: String(port),
      GATEWAY_PORT: String(gatewayPort),
      GATEWAY_GRPC_PORT: String(grpcPort),
      SLIPWAY_DEMO_RECEIVER_PORT: String(receiverPort),
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
    if (supervisor.exitCode !== null || Date.now() > deadline) {
      supervisor.kill('SIGTERM');
      throw new Error('Slipway did not become ready');
    }
    await sleep(50);
  }
  const readyAfterMs = performance.now() - from;
  return {
    url,
    gatewayUrl: `http://127.0.0.1:${gatewayPort}`,
    token: TOKEN,
    pid: supervisor.pid ?? 0,
    readyAfterMs,
    resident: () => residentOfTree(supervisor.pid ?? 0),
    processorMs: () => processorMs(supervisor.pid ?? 0),
    processes: (text) => processesOf(supervisor.pid ?? 0, text),
    runDemo: () => runDemo(url, receiverPort),
    stop: async () => {
      supervisor.kill('SIGTERM');
      await once(supervisor, 'exit');
    },
  };
}

/** removeDataFolder deletes a data folder that nothing uses any more. */
export const removeDataFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

async function runDemo(url: string, receiverPort: number): Promise<void> {
  const demo = spawn(process.execPath, [join(root, 'scripts/demo.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: childEnv({ SLIPWAY_URL: url, SLIPWAY_TOKEN: TOKEN, SLIPWAY_DEMO_RECEIVER_PORT: String(receiverPort) }),
  });
  const [code] = (await once(demo, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the demo ended with ${code}`);
}

/** freePorts finds six ports of loopback that nobody listens on; all are held until the last is found, so that none comes twice. */
export async function freePorts(): Promise<[number, number, number, number, number, number]> {
  const servers = Array.from({ length: 6 }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports as [number, number, number, number, number, number];
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}
