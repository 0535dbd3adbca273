import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { StartError } from './start-error.js';

/** MigrationReport is what the migration process answers: the names it applied, or why it could not. */
export type MigrationReport = { applied: string[] } | { failed: string };

/**
 * migrateDatabase applies the migrations in a process of its own, because the engine's memory (about 60 MB) would otherwise stay
 * with the supervisor for good.
 */
export async function migrateDatabase(databaseUrl: string, migrationsDir: string): Promise<string[]> {
  const child = fork(fileURLToPath(new URL('./migrate-main.js', import.meta.url)), [], {
    stdio: 'inherit',
    detached: true,
  });
  let report: MigrationReport | undefined;
  child.on('message', (message) => (report = message as MigrationReport));
  child.send({ databaseUrl, migrationsDir });
  await once(child, 'exit');
  if (report === undefined)
    throw new StartError('the database could not be migrated: the migration process ended early');
  if ('failed' in report) throw new StartError(`the database could not be migrated: ${report.failed}`);
  return report.applied;
}
