import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Supervised is a supervisor of fake parts in a process of its own, with everything it printed. */
export interface Supervised {
  process: ChildProcess;
  data: string;
  output(): string;
  exitCode: Promise<number | string>;
  port(): number;
  gatewayPort(): number;
  dispose(): Promise<void>;
}

/** runSupervised starts the built supervisor (run the build first) on a fresh folder of fake parts and a fresh data folder. */
export function runSupervised(env: NodeJS.ProcessEnv = {}): Supervised {
  const root = mkdtempSync(join(tmpdir(), 'slipway-supervisor-'));
  for (const part of ['api', 'worker', 'gateway']) {
    mkdirSync(join(root, 'apps', part, 'dist'), { recursive: true });
    cpSync(join(here, 'fake-part.js'), join(root, 'apps', part, 'dist/main.js'));
  }
  mkdirSync(join(root, 'prisma/migrations/1_first'), { recursive: true });
  writeFileSync(join(root, 'prisma/migrations/1_first/migration.sql'), 'CREATE TABLE thing (id int PRIMARY KEY);');
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  const data = env['SLIPWAY_DATA'] ?? join(root, 'data');
  const child = spawn(process.execPath, [join(here, 'run.js'), root], {
    env: { PORT: '0', GATEWAY_PORT: '0', GATEWAY_GRPC_PORT: '0', WORKER_PORT: '0', SLIPWAY_DATA: data, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exitCode = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  const portOf = (part: string): number => Number(new RegExp(`^${part} +ready .*port (\\d+)`, 'm').exec(output)?.[1]);
  return {
    process: child,
    data,
    output: () => output,
    exitCode,
    port: () => portOf('api'),
    gatewayPort: () => portOf('gateway'),
    dispose: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exitCode;
      await expect.poll(() => rmSync(root, { recursive: true, force: true })).toBeUndefined();
    },
  };
}

/** untilReady waits for the line that says that everything runs. */
export async function untilReady(supervised: Supervised): Promise<void> {
  await expect.poll(supervised.output, { timeout: 60_000 }).toContain('all ready');
}

/** processesMentioning are the ids of living processes whose command line or environment holds `text`, this one left out. */
export function processesMentioning(text: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
    .filter((pid) => {
      try {
        return ['cmdline', 'environ'].some((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(text));
      } catch {
        return false;
      }
    });
}
