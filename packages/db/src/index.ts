export { openDatabase, type Database, type DatabaseOptions } from './client.js';
export { copyRows, type CopyColumn } from './copy-rows.js';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.js';
export { listen, type Listener, type ListenOptions } from './listen.js';
export { diffMigration, migrate, type DiffOptions } from './migrate.js';
export * from './generated/client.js';
