import { expect, test } from 'vitest';
import { processorSeconds } from './processor-seconds.js';

test('a process that works takes processor time', () => {
  const before = processorSeconds(process.pid)!;
  const begin = process.cpuUsage();
  while (process.cpuUsage(begin).user < 50_000);
  const worked = processorSeconds(process.pid)! - before;
  expect(worked).toBeGreaterThan(0.01);
  expect(worked).toBeLessThan(5);
});

test('nothing is known of a process that is not there', () => {
  expect([processorSeconds(undefined), processorSeconds(2 ** 30)]).toEqual([null, null]);
});
