import { describe, expect, it } from 'vitest';
import { goldenSequence } from '../test/irrational-sequences.js';
import { LatencySketch } from './latency-sketch.js';
import type { SerializedLatencySketch } from './latency-sketch.js';

const latencies = goldenSequence(10_000).map((u) => 2 * Math.exp(4 * u * u));

function sketchOf(values: number[]): LatencySketch {
  const sketch = new LatencySketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

describe('LatencySketch', () => {
  it.each([0, 0.01, 0.5, 0.9, 0.99, 0.999, 1])('finds quantile %f within 1%%', (q) => {
    const sorted = [...latencies].sort((a, b) => a - b);
    const exact = sorted[Math.floor(q * (sorted.length - 1))]!;
    const found = sketchOf(latencies).quantile(q);
    expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.01 * exact * (1 + 1e-9));
  });

  it('merges to the sketch of all values, and survives JSON', () => {
    const merged = sketchOf(latencies.slice(0, 3000));
    merged.merge(sketchOf(latencies.slice(3000)));
    const whole = sketchOf(latencies).serialize();
    expect(merged.serialize()).toEqual(whole);
    const copy = LatencySketch.deserialize(JSON.parse(JSON.stringify(whole)) as SerializedLatencySketch);
    expect(copy.serialize()).toEqual(whole);
    expect(copy.count).toBe(10_000);
    expect(whole.buckets.length).toBeLessThan(300);
  });

  it('counts what lies above a limit', () => {
    const exact = latencies.filter((value) => value > 20).length;
    expect(Math.abs(sketchOf(latencies).countAbove(20) - exact)).toBeLessThanOrEqual(60);
    expect(sketchOf([0, 1, 2]).countAbove(0)).toBe(2);
  });

  it('gives its values back, the slowest too, so that mean and spread are within 2 %', () => {
    const values = sketchOf([0, ...latencies, 1_000]).values();
    expect(values[0]).toEqual({ value: 0, count: 1 });
    expect(values.at(-1)!.value).toBeGreaterThan(990);
    const sum = (of: (value: number) => number) => values.reduce((all, { value, count }) => all + count * of(value), 0);
    expect(sum(() => 1)).toBe(latencies.length + 2);
    const exact = latencies.reduce((all, value) => all + value, 1_000);
    expect(Math.abs(sum((value) => value) / exact - 1)).toBeLessThan(0.01);
    const squares = latencies.reduce((all, value) => all + value ** 2, 1e6);
    expect(Math.abs(sum((value) => value ** 2) / squares - 1)).toBeLessThan(0.02);
  });

  it('holds zeros, nothing and repeats', () => {
    const sketch = new LatencySketch();
    expect(sketch.quantile(0.5)).toBeNaN();
    sketch.add(0, 3);
    sketch.add(100);
    expect([sketch.count, sketch.quantile(0.5)]).toEqual([4, 0]);
    expect(sketch.quantile(1) / 100).toBeCloseTo(1, 1);
  });

  it('refuses what is no latency', () => {
    for (const value of [-1, NaN, Infinity]) expect(() => new LatencySketch().add(value)).toThrow(RangeError);
    expect(() => new LatencySketch(0.01).merge(new LatencySketch(0.02))).toThrow(RangeError);
    expect(() => new LatencySketch(1)).toThrow(RangeError);
  });
});
