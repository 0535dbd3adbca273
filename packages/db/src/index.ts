export { openDatabase, type Database, type DatabaseOptions } from './client.js';
export { copyLines, copyRows, copyText, postgresText, type CopyColumn } from './copy-rows.js';
export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.js';
export { diffMigration, readSchema } from './diff-migration.js';
export { freePort } from './free-port.js';
export { listen, type Listener, type ListenOptions } from './listen.js';
export { migrate } from './migrate.js';
export * from './generated/client.js';
