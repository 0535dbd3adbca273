import type { PartName } from './part-env.js';

/**
 * Node sizes its heap by the machine: on 24 GB each part would let up to 128 MB of short-lived objects gather before it looks. A small
 * young generation and an old one that may grow by half between collections keep all parts together below 700 MB; the API and the worker,
 * which seldom compute, trade speed for size besides.
 */
const SMALL_HEAP = ['--max-semi-space-size=4', '--heap-growing-percent=50'];
const SIZE_FIRST = '--optimize-for-size';

/** memoryFlags are the options of Node that keep a part small. */
export function memoryFlags(name: PartName): readonly string[] {
  return name === 'gateway' ? SMALL_HEAP : [...SMALL_HEAP, SIZE_FIRST];
}

/** memoryEnv bounds what glibc's malloc keeps of memory that was freed: two arenas, and what is free at an end goes back at 128 KiB. */
export const memoryEnv: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_TRIM_THRESHOLD_: '131072',
};
