import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@slipway/db/embedded-postgres';
import type { DataFolder } from './data-folder.js';

/** PostgresPart is the embedded PostgreSQL, kept running. */
export interface PostgresPart {
  url(): string;
  port(): number;
  pid(): number;
  stop(): Promise<void>;
}

/** PostgresPartOptions: `onMoved` is told when the port had to change, so that the parts learn the new address. */
export interface PostgresPartOptions {
  folder: DataFolder;
  onDeath(reason: string, delayMs: number): void;
  onBack(tookMs: number): void;
  onMoved(): void;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;

/** startPostgresPart starts PostgreSQL in `<data>/postgres`, and again after each death until `stop()`; the parts keep running. */
export async function startPostgresPart(options: PostgresPartOptions): Promise<PostgresPart> {
  const stopping = new AbortController();
  const start = () =>
    startEmbeddedPostgres({
      folder: join(options.folder.path, 'postgres'),
      logFile: join(options.folder.logs, 'postgres.log'),
    });
  let server: EmbeddedPostgres = await start();

  const keep = async (): Promise<void> => {
    for (;;) {
      if (stopping.signal.aborted) await server.stop();
      await server.exited;
      if (stopping.signal.aborted) return;
      const from = performance.now();
      const before = server.port;
      const again = await startUntilItWorks();
      if (again === undefined) return;
      server = again;
      options.onBack(performance.now() - from);
      if (server.port !== before) options.onMoved();
    }
  };

  const startUntilItWorks = async (): Promise<EmbeddedPostgres | undefined> => {
    let reason = 'ended';
    for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
      options.onDeath(reason, delayMs);
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return undefined;
      try {
        return await start();
      } catch (error) {
        reason = (error as Error).message;
      }
    }
  };

  const kept = keep();
  return {
    url: () => server.url,
    port: () => server.port,
    pid: () => server.pid,
    stop: async () => {
      stopping.abort();
      await server.stop();
      await kept;
    },
  };
}
