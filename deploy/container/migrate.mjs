/** Brings the database of a compose file up to date, once per start: waits until it answers, then applies prisma/migrations. */
import { migrateDatabase } from '../../apps/supervisor/dist/migrate-database.js';

const { DATABASE_URL } = process.env;
if (!DATABASE_URL) fail('DATABASE_URL is not set');
try {
  const applied = await migrateDatabase(DATABASE_URL, new URL('../../prisma/migrations', import.meta.url).pathname);
  process.stdout.write(applied.length === 0 ? 'the database is up to date\n' : `applied ${applied.join(', ')}\n`);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
