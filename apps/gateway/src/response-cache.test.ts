import type { Tensor } from '@slipway/inference';
import { expect, test } from 'vitest';
import { cacheKey, ResponseCache } from './response-cache.js';

const floats = (...values: number[]): Tensor => ({
  datatype: 'FP32',
  shape: [values.length],
  data: Float32Array.from(values),
});
const texts = (...data: string[]): Tensor => ({ datatype: 'BYTES', shape: [data.length], data });
const keyOf = (value: number, version = 'v1') => cacheKey('endpoint', version, { x: floats(value) });

test('a key tells endpoint, version, inputs and wanted outputs apart', () => {
  const keys = [
    cacheKey('a', 'v1', { x: floats(1) }),
    cacheKey('b', 'v1', { x: floats(1) }),
    cacheKey('a', 'v2', { x: floats(1) }),
    cacheKey('a', 'v1', { y: floats(1) }),
    cacheKey('a', 'v1', { x: floats(2) }),
    cacheKey('a', 'v1', { x: { ...floats(1), shape: [1, 1] } }),
    cacheKey('a', 'v1', { x: texts('ab', 'c') }),
    cacheKey('a', 'v1', { x: texts('a', 'bc') }),
    cacheKey('a', 'v1', { x: floats(1) }, ['probability']),
  ].map(({ text }) => text);
  expect(new Set(keys).size).toBe(keys.length);
  expect(cacheKey('a', 'v1', { x: floats(1) }).text).toBe(keys[0]);
});

test('an answer is kept until its time is over', () => {
  let nowMs = 0;
  const cache = new ResponseCache(100_000, () => nowMs);
  cache.set(keyOf(1), { y: floats(7) }, 2);
  nowMs = 1_999;
  expect(cache.get(keyOf(1))).toEqual({ y: floats(7) });
  nowMs = 2_000;
  expect([cache.get(keyOf(1)), cache.bytes]).toEqual([null, 0]);
});

test('within its bytes; the longest unused goes first', () => {
  const cache = new ResponseCache(516 * 10, () => 0);
  for (let i = 0; i < 10; i += 1) cache.set(keyOf(i), { y: floats(i) }, 10);
  cache.get(keyOf(0));
  cache.set(keyOf(10), { y: floats(10) }, 10);
  expect([cache.get(keyOf(0)), cache.get(keyOf(1)), cache.bytes]).toEqual([{ y: floats(0) }, null, 5_160]);
  cache.set(keyOf(11), { y: floats(...Array.from({ length: 1_000 }, () => 1)) }, 10);
  expect(cache.get(keyOf(11))).toBeNull();
});

test('a version that left takes its answers along', () => {
  const cache = new ResponseCache(100_000, () => 0);
  cache.set(keyOf(1, 'v1'), { y: floats(1) }, 10);
  cache.set(keyOf(1, 'v2'), { y: floats(2) }, 10);
  cache.keepOnly(new Set(['v2']));
  expect([cache.get(keyOf(1, 'v1')), cache.get(keyOf(1, 'v2'))]).toEqual([null, { y: floats(2) }]);
});
