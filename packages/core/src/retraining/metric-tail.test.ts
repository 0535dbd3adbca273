import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followMetrics, MetricTail, type TailedMetric } from './metric-tail.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'metric-tail-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const line = (value: number, step: number): string => `{"name":"loss","value":${value},"step":${step}}\n`;

test('reads what was added, whole lines only', async () => {
  const path = join(folder, 'growing.jsonl');
  const tail = new MetricTail(path);
  expect(await tail.read()).toEqual([]);
  writeFileSync(path, `${line(0.5, 0)}{"name":"lo`);
  expect(await tail.read()).toEqual([{ name: 'loss', value: 0.5, step: 0 }]);
  appendFileSync(path, 'ss","value":0.4,"step":1}\n');
  expect(await tail.read()).toEqual([{ name: 'loss', value: 0.4, step: 1 }]);
  expect(await tail.read()).toEqual([]);
});

test('leaves out what is no metric', async () => {
  const path = join(folder, 'odd.jsonl');
  const odd = [
    '',
    'no json',
    '[]',
    '{"name":"x"}',
    '{"name":"","value":1}',
    '{"name":"x","value":"1"}',
    '{"name":"x","value":1,"step":-1}',
  ];
  writeFileSync(path, `${odd.join('\n')}\n{"name":"x","value":1}\n`);
  expect(await new MetricTail(path).read()).toEqual([{ name: 'x', value: 1, step: 0 }]);
});

test('reads no link and no folder', async () => {
  writeFileSync(join(folder, 'others.jsonl'), line(1, 1));
  symlinkSync(join(folder, 'others.jsonl'), join(folder, 'link.jsonl'));
  mkdirSync(join(folder, 'folder.jsonl'));
  for (const name of ['link.jsonl', 'folder.jsonl'])
    expect(await new MetricTail(join(folder, name)).read()).toEqual([]);
});

test('what is written last is not missed', async () => {
  const path = join(folder, 'last.jsonl');
  const [taken, done] = [[] as TailedMetric[], new AbortController()];
  const following = followMetrics(path, async (metrics) => void taken.push(...metrics), done.signal);
  writeFileSync(path, Array.from({ length: 60_000 }, (_, step) => line(1 / (step + 1), step)).join(''));
  done.abort();
  await following;
  expect(taken).toHaveLength(60_000);
  expect(taken.at(-1)).toMatchObject({ step: 59_999 });
});
