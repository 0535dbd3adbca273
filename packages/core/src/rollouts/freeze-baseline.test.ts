import { LatencySketch } from '@slipway/stats';
import { expect, test } from 'vitest';
import { freezeBaseline } from './freeze-baseline.js';

const now = new Date('2026-11-21T12:00:00Z');
const answers = (...latencies: number[]): LatencySketch => {
  const sketch = new LatencySketch();
  for (const latency of latencies) sketch.add(latency);
  return sketch;
};
const upTo = (count: number): LatencySketch => answers(...Array.from({ length: count }, (_, i) => i + 1));

test('fewer than 100 answers say nothing', () => {
  expect(freezeBaseline(upTo(99), { latencyFloorMs: 0 }, now)).toBeNull();
});

test('the quantiles of stable are the limits, within the accuracy of the sketch', () => {
  const { requests, slowMs } = freezeBaseline(upTo(1000), { latencyFloorMs: 0 }, now)!;
  expect(requests).toBe(1000);
  expect(slowMs.latency_p50 / 500).toBeCloseTo(1, 1);
  expect(slowMs.latency_p95 / 950).toBeCloseTo(1, 1);
  expect(slowMs.latency_p99 / 990).toBeCloseTo(1, 1);
});

test('no answer is slow below the floor', () => {
  const { slowMs } = freezeBaseline(upTo(100), { latencyFloorMs: 60 }, now)!;
  expect(slowMs.latency_p50).toBe(60);
  expect(slowMs.latency_p95).toBeGreaterThan(60);
});
