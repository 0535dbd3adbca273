import { hasPromtool, promtoolSays } from '@slipway/testkit';
import { expect, test } from 'vitest';
import { GatewayMetrics } from './gateway-metrics.js';

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+)$/;

const measured = (): GatewayMetrics => {
  const metrics = new GatewayMetrics(() => 3);
  metrics.answered('predict', 200, 0.002);
  const prediction = { endpoint: 'flights', version: 1, role: 'stable', rowCount: 32, seconds: 0.0005, fault: null };
  metrics.predicted(prediction);
  metrics.predicted({ ...prediction, seconds: null });
  metrics.predicted({ ...prediction, fault: 'model_run_failed' });
  metrics.refused('flights', 'rate_endpoint');
  metrics.lookedUp('flights', 1, true);
  metrics.watchMemory({ usedBytes: 5, limitBytes: 9, away: 1, loads: 3, putAways: 1 });
  return metrics;
};
const scrape = async (withTriton = true): Promise<string> => (await measured().text({ withTriton })).body;
const filled = async (): Promise<string[]> => (await scrape()).split('\n').filter((line) => line !== '');

/** The rules of the text format by which a scrape is refused as a whole: https://prometheus.io/docs/instrumenting/exposition_formats/ */
test('a scrape is well formed: help and type before samples, families together, no series twice, numbers', async () => {
  const families = new Map<string, string>();
  const series = new Set<string>();
  let family = '';
  for (const line of await filled()) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      expect(families.has(name), name).toBe(false);
      families.set((family = name), '');
    } else if (kind === 'TYPE') {
      expect([name, families.get(name)]).toEqual([family, '']);
      families.set(name, rest);
    } else {
      const [, sample = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
      expect(sample.replace(families.get(family) === 'histogram' ? /_(bucket|sum|count)$/ : '', ''), line).toBe(family);
      expect(series.has(`${sample}{${labels}}`), line).toBe(false);
      series.add(`${sample}{${labels}}`);
      expect(value).toMatch(/^(nan|[+-]inf|[+-]?[0-9.]+(e[+-]?[0-9]+)?)$/i);
    }
  }
  expect(families.get('nv_inference_count')).toBe('counter');
});

test("Triton's names count requests, rows and time; a cached answer is a request and no run", async () => {
  const lines = await filled();
  const labels = '{model="flights",version="1"}';
  expect(lines).toContain(`nv_inference_request_success${labels} 2`);
  expect(lines).toContain(`nv_inference_count${labels} 32`);
  expect(lines).toContain(`nv_inference_request_duration_us${labels} 500`);
  expect(lines).toContain('nv_inference_request_failure{model="flights",version="1",reason="BACKEND"} 1');
});

/** The rules of promtool that our names could break: https://github.com/prometheus/prometheus/tree/main/vendor/github.com/prometheus/client_golang/prometheus/testutil/promlint */
test('our own names say what they are: only counters end in _total, no other ends as parts of a histogram do', async () => {
  for (const [, name = '', type] of (await scrape(false)).matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    expect(name.endsWith('_total'), name).toBe(type === 'counter');
    expect(name, name).not.toMatch(/^nv_|_(count|sum|bucket|us|ms|gauge|counter)(_total)?$/);
  }
});

test.skipIf(!hasPromtool())('promtool finds nothing in them', async () => {
  expect(promtoolSays(await scrape(false))).toBe('');
});

test('predictions are all that a version was asked for, from the cache or failed', () => {
  expect(measured().predictions).toBe(3);
});
