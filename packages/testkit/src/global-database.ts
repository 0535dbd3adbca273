import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate, startEmbeddedPostgres } from '@slipway/db';
import pg from 'pg';
import { announceTestServer } from './env.js';

/** templateName is the migrated database that every test database is cloned from. */
export const templateName = 'slipway_template';

const migrations = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

/**
 * setup is vitest's global set-up: one real PostgreSQL for the whole run, with a migrated template, and one folder for all that tests write.
 * The returned function ends both, so that nothing is left of a run, whatever its tests forget.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-test-'));
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), durable: false });
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${templateName}`);
  await client.end();
  const template = new URL(postgres.url);
  template.pathname = templateName;
  await migrate(template.href, migrations);
  announceTestServer(postgres.url, folder);
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
