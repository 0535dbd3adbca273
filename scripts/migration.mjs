/**
 * `npm run migration -- <name>`: writes prisma/migrations/<time>_<name>/migration.sql, the step from the last migration's schema to
 * the present one, and beside it the schema that it leads to, from which the next one starts. It applies nothing.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, fail, reexecOnInstalledNode, run, say } from './bootstrap.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const migrations = join(root, 'prisma/migrations');
const SNAPSHOT = 'schema.snapshot';

async function writeMigration(name) {
  const { readSchema } = await import('@slipway/db');
  const schema = readSchema(join(root, 'prisma'));
  const sql = await differenceTo(schema);
  if (sql === '') return 'the migrations already lead to the schema: nothing written';
  const target = join(migrations, `${timestamp(new Date())}_${name}`);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'migration.sql'), sql);
  writeFileSync(join(target, SNAPSHOT), schema);
  return `wrote ${join(target, 'migration.sql')}`;
}

/** differenceTo asks the schema engine, which insists on a PostgreSQL: it gets a throw-away one. */
async function differenceTo(schema) {
  const { diffMigration, startEmbeddedPostgres } = await import('@slipway/db');
  const folder = mkdtempSync(join(tmpdir(), 'slipway-migration-'));
  const postgres = await startEmbeddedPostgres({ folder, durable: false });
  try {
    return await diffMigration(postgres.url, lastSnapshot(), schema);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** lastSnapshot is the schema that the migrations so far lead to; a migration of SQL alone has none and changes nothing of it. */
function lastSnapshot() {
  if (!existsSync(migrations)) return undefined;
  const paths = readdirSync(migrations).map((name) => join(migrations, name, SNAPSHOT));
  const last = paths
    .filter((path) => existsSync(path))
    .sort()
    .at(-1);
  return last === undefined ? undefined : readFileSync(last, 'utf8');
}

/** timestamp is yyyymmddhhmmss in UTC, which sorts migrations by the time they were written. */
function timestamp(now) {
  return now.toISOString().replace(/\D/g, '').slice(0, 14);
}

ensureInstalled();
await reexecOnInstalledNode();
const name = process.argv[2];
if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
  fail('usage: npm run migration -- <name>, in lower case with underscores');
}
const { generateClient } = await import('./generate.mjs');
generateClient();
run('node_modules/.bin/tsc', ['-b', 'packages/db']);
say(await writeMigration(name));
// The engine's timers would keep the process for 10 s more.
process.exit(0);
