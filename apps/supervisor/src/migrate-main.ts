import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '@slipway/db/migrate';
import type { MigrationReport } from './migrate-database.js';

/** A database of the operator's own may still be starting, as in a compose file. */
const CONNECT_LIMIT_MS = 30_000;
const RETRY_MS = 500;
const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', '57P03']);

async function migrateWhenReachable(url: string, migrationsDir: string): Promise<MigrationReport> {
  const from = performance.now();
  for (;;) {
    try {
      return { applied: await migrate(url, migrationsDir) };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (!NOT_YET.has(code ?? '')) return { failed: message };
      if (performance.now() - from > CONNECT_LIMIT_MS) return { failed: `no answer from ${addressOf(url)} (${code})` };
      await sleep(RETRY_MS);
    }
  }
}

/** addressOf names the server of a database URL without its password. */
function addressOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'DATABASE_URL, which is no URL';
}

process.once('disconnect', () => process.exit(1));
process.once('message', (request: { databaseUrl: string; migrationsDir: string }) => {
  void migrateWhenReachable(request.databaseUrl, request.migrationsDir).then((report) => {
    // The engine's timers would keep the process for 10 s more.
    process.send?.(report, () => process.exit(0));
  });
});
