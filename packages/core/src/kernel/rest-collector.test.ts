import { expect, test } from 'vitest';
import { RestCollector } from './rest-collector.js';

const MB = 1_024 * 1_024;

test('collects at rest once there is enough, and again when it has grown by as much', () => {
  let [isAtRest, heap, collections] = [false, 100 * MB, 0];
  const collect = (): void => {
    collections += 1;
    heap = 60 * MB;
  };
  const collector = new RestCollector({ isAtRest: () => isAtRest, heapBytes: () => heap, collect });
  collector.look();
  expect(collections).toBe(0);
  isAtRest = true;
  collector.look();
  collector.look();
  expect(collections).toBe(1);
  heap = 91 * MB;
  collector.look();
  expect(collections).toBe(1);
  heap = 92 * MB;
  collector.look();
  expect(collections).toBe(2);
});

test('does nothing where Node was not started with --expose-gc', () => {
  const collector = new RestCollector({ isAtRest: () => true, heapBytes: () => 500 * MB });
  expect(() => collector.look()).not.toThrow();
});
