import { openDatabase } from '@slipway/db';
import { createCore, type Core } from './create-core.js';
import type { Settings } from './kernel/env.js';
import type { Log } from './kernel/log.js';

/** OpenCoreOptions: `part` names the process to the database; `connections` is how many it may hold. */
export interface OpenCoreOptions {
  settings: Settings;
  log: Log;
  part: string;
  connections: number;
}

/** openCore opens the database that the settings name and builds the product on it; `close` ends both. */
export function openCore({ settings, log, part, connections }: OpenCoreOptions): {
  core: Core;
  close: () => Promise<void>;
} {
  const database = openDatabase({
    url: settings.databaseUrl,
    max: connections,
    applicationName: `slipway-${part}`,
    onIdleError: (error) => log.warn('a database connection broke', { error: error.message }),
  });
  const core = createCore({ database, settings, log });
  const close = async (): Promise<void> => {
    await core.audit.feed.close();
    await database.close();
  };
  return { core, close };
}
