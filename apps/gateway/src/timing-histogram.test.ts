import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { TimingHistogram } from './timing-histogram.js';

it('is read as a Prometheus histogram: buckets that include the smaller ones, a sum and a count', async () => {
  const registry = new Registry();
  const own = { name: 'answer_seconds', help: 'Time', labelNames: ['route'], bounds: [0.1, 1] };
  const timings = new TimingHistogram(own, registry).of('predict');
  for (const seconds of [0.05, 0.1, 0.5, 7]) timings.add(seconds);
  expect((await registry.metrics()).trim().split('\n').slice(1)).toEqual([
    '# TYPE answer_seconds histogram',
    'answer_seconds_bucket{route="predict",le="0.1"} 2',
    'answer_seconds_bucket{route="predict",le="1"} 3',
    'answer_seconds_bucket{route="predict",le="+Inf"} 4',
    'answer_seconds_sum{route="predict"} 7.65',
    'answer_seconds_count{route="predict"} 4',
  ]);
});
