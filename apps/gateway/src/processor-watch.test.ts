import { expect, test } from 'vitest';
import { ProcessorWatch } from './processor-watch.js';

test('tells how busy a process was since the last look, the same within half a second', () => {
  const watch = new ProcessorWatch();
  expect(watch.cores(process.pid, 0)).toBeNull();
  const begin = process.cpuUsage();
  while (process.cpuUsage(begin).user < 100_000);
  const cores = watch.cores(process.pid, 1_000)!;
  expect(cores).toBeGreaterThanOrEqual(0.05);
  expect(cores).toBeLessThan(5);
  expect(watch.cores(process.pid, 1_400)).toBe(cores);
});

test('begins anew with another process, and knows nothing without one', () => {
  const watch = new ProcessorWatch();
  watch.cores(process.pid, 0);
  expect(watch.cores(process.ppid, 1_000)).toBeNull();
  expect(watch.cores(undefined, 2_000)).toBeNull();
  expect(watch.cores(process.pid, 3_000)).toBeNull();
});
