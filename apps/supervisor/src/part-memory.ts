import type { PartName } from './part-env.js';

/**
 * Node sizes its heap by the machine: on 24 GB each part would let up to 128 MB of short-lived objects gather before it looks. A young
 * generation of a few MB, and an old one that grows by half between collections, keep all parts together below 700 MB. Gateway and worker get
 * more room, because rows by the thousand keep a small one collecting, and collect at rest (RestCollector); the API trades speed for size besides.
 */
const GROWTH = '--heap-growing-percent=50';
const OF_ROWS = ['--max-semi-space-size=16', GROWTH, '--expose-gc'];
const API = ['--max-semi-space-size=4', GROWTH, '--optimize-for-size'];

/** memoryFlags are the options of Node that keep a part small. */
export function memoryFlags(name: PartName): readonly string[] {
  return name === 'api' ? API : OF_ROWS;
}

/** memoryEnv bounds what glibc's malloc keeps of memory that was freed: two arenas, and what is free at an end goes back at 128 KiB. */
export const memoryEnv: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_TRIM_THRESHOLD_: '131072',
};
