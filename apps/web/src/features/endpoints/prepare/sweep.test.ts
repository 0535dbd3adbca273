import type { Optimization, OptimizationPoint } from '@slipway/contracts';
import { expect, test } from 'vitest';
import { settingWord, sweepLines, sweepSentence } from './sweep.js';

const point = (
  replicas: number,
  threads: number,
  batchRows: number,
  callers: number,
  p95Ms: number | null = 2,
): OptimizationPoint => ({
  replicas,
  threads,
  batchRows,
  callers,
  requests: 9,
  failed: 0,
  requestsPerSecond: 90,
  rowsPerSecond: 90 * callers,
  p50Ms: 1,
  p95Ms,
  p99Ms: p95Ms,
});

test.each([
  [1, 1, 1, '1 process'],
  [2, 4, 1, '2 processes of 4 threads'],
  [1, 1, 16, '1 process, 16 rows a run'],
])('%d processes, %d threads, %d rows', (replicas, threads, batchRows, word) =>
  expect(settingWord({ replicas, threads, batchRows })).toBe(word),
);

test('each setting is a line in the order of its callers, without what has no answer', () => {
  const lines = sweepLines([
    point(1, 1, 1, 4),
    point(1, 1, 1, 1),
    point(2, 1, 1, 1),
    point(1, 1, 8, 1, null),
    point(1, 1, 4, 1),
  ]);
  expect(lines.map(({ name, kind, dots }) => [name, kind, dots.map(({ callers }) => callers)])).toEqual([
    ['1 process', 'plain', [1, 4]],
    ['2 processes', 'parallel', [1]],
    ['1 process, 4 rows a run', 'joined', [1]],
  ]);
});

test('the sentence tells made-up rows, the machine, and a sweep that was cut off', () => {
  const sweep = {
    points: [point(1, 1, 1, 1)],
    inputs: { dataset: null, datasetVersion: null, rowsPerRequest: 1 },
    machine: { processor: 'x', cpus: 2, loadAverage: 0.5 },
    isComplete: false,
    state: 'done',
  } as Optimization;
  expect(sweepSentence(sweep)).toBe(
    '1 point, 1 row a request, rows made up from the signature on 2 processors (load 0.5), beside everything that serves. It ended before all settings were measured.',
  );
  const inputs = { dataset: 'flights', datasetVersion: 3, rowsPerRequest: 8 };
  const real = sweepSentence({ ...sweep, inputs, machine: null, isComplete: true });
  expect(real).toBe('1 point, 8 rows a request, rows of flights v3, beside everything that serves.');
});
