import { buildNumericCells } from '@slipway/stats';
import { expect, test } from 'vitest';
import { CellCounter } from './count-cells.js';
import { rowsOfList } from './row-source.js';

const profile = buildNumericCells(Array.from({ length: 1_000 }, (_, i) => i));
const baseline = { id: 'b', versionId: 'v', profiles: { x: profile, prediction: profile } };
const route = { endpointId: 'e', baseline };
const at = (text: string) => new Date(`2001-02-03T${text}Z`);
const rows = (times: readonly Date[], score: number | null) => ({
  count: times.length,
  at: times,
  inputs: rowsOfList(times.map(() => ({ x: 1 }))),
  predicted: score === null ? null : () => () => score,
});
const sum = (counts: readonly number[]) =>
  counts.filter((_, i) => i % 2 === 1).reduce((total, count) => total + count, 0);

test('rows are counted by feature and minute of event time', () => {
  const counter = new CellCounter();
  const times = ['04:05:01', '04:05:59', '04:06:00'];
  counter.add(route, rows(times.map(at), 2));
  const { cells, spans } = counter.take();
  const seen = cells.map(({ feature, minute, rows, counts }) => [
    feature,
    minute.toISOString().slice(11, 16),
    rows,
    sum(counts),
  ]);
  expect(seen).toEqual([
    ['x', '04:05', 2, 2],
    ['prediction', '04:05', 2, 2],
    ['x', '04:06', 1, 1],
    ['prediction', '04:06', 1, 1],
  ]);
  expect(spans).toEqual([{ endpointId: 'e', firstAt: at('04:05:01'), lastAt: at('04:06:00') }]);
  expect(counter.take()).toEqual({ cells: [], spans: [] });
});

test('the score of another version is no score of this baseline, its inputs are live traffic all the same', () => {
  const counter = new CellCounter();
  counter.add(route, rows([at('04:05:00')], null));
  expect(counter.take().cells.map(({ feature }) => feature)).toEqual(['x']);
});

test('a row tells which of its values the reference never showed, its score among them', () => {
  const counter = new CellCounter();
  const values = [5, -1, null, 'far'];
  const scores = [6, 6, 1_000, Infinity];
  const some = {
    count: values.length,
    at: at('04:05:00'),
    inputs: rowsOfList(values.map((x) => ({ x }))),
    predicted: () => (row: number) => scores[row],
  };
  expect(counter.add(route, some)).toEqual(
    new Map([
      [1, ['x']],
      [2, ['prediction']],
      [3, ['x', 'prediction']],
    ]),
  );
  expect(counter.add(route, { ...some, count: 1 })).toBeNull();
  expect(counter.add({ endpointId: 'e', baseline: null }, some)).toBeNull();
});

test('parts of a prediction are counted by themselves, and a feature with almost the same name is a feature', () => {
  const counter = new CellCounter();
  const profiles = { 'prediction: confidence': profile, confidence: profile };
  const inputs = rowsOfList([{ confidence: 1 }]);
  const predicted = (part: string) => () => (part === 'prediction: confidence' ? 900 : null);
  counter.add(
    { endpointId: 'e', baseline: { ...baseline, profiles } },
    { count: 1, at: at('04:05:00'), inputs, predicted },
  );
  const [part, feature] = counter.take().cells.map(({ counts }) => counts[0]!);
  expect(part).toBeGreaterThan(feature!);
});

test('without a baseline only the range of event times is kept', () => {
  const counter = new CellCounter();
  counter.add({ endpointId: 'e', baseline: null }, { ...rows([at('04:05:00')], null), at: at('04:05:00') });
  const { cells, spans } = counter.take();
  expect([cells.length, spans.length]).toEqual([0, 1]);
});

test('open feature minutes are bounded', () => {
  const counter = new CellCounter();
  counter.add(
    route,
    rows(
      Array.from({ length: 100_001 }, (_, i) => new Date(i * 60_000)),
      1,
    ),
  );
  expect([counter.take().cells.length, counter.dropped]).toEqual([200_000, 1]);
});
