import type { Clock } from './clock.js';
import type { Db } from './db.js';
import type { Settings } from './env.js';
import type { Log } from './log.js';

/** Kit is what every domain service needs. */
export interface Kit {
  db: Db;
  settings: Settings;
  clock: Clock;
  log: Log;
}
