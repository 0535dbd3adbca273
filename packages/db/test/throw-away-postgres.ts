import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../src/embedded-postgres.js';

/** ThrowAwayPostgres is a server on a temporary folder, which `dispose()` removes. */
export interface ThrowAwayPostgres {
  folder: string;
  server: EmbeddedPostgres;
  dispose(): Promise<void>;
}

/** startThrowAwayPostgres takes about a second, most of it initdb. */
export async function startThrowAwayPostgres(): Promise<ThrowAwayPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-db-test-'));
  const server = await startEmbeddedPostgres({ folder, durable: false });
  return {
    folder,
    server,
    dispose: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
