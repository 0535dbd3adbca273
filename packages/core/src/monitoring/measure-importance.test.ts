import { seededRandom } from '@slipway/stats';
import { expect, it } from 'vitest';
import { measureImportance, sampleRows, type ScoreRows } from './measure-importance.js';

const random = seededRandom(3);
const rows = Array.from({ length: 300 }, () => ({ distance: random(), hour: random(), color: 'red' }));
const scoredBy = (predict: (row: Record<string, unknown>) => number | string): ScoreRows =>
  async function* (batches) {
    for await (const batch of batches)
      yield { rows: batch, predictions: batch.map((row) => ({ score: predict(row) })) };
  };
const features = ['distance', 'hour', 'color'];

it('is the share of the prediction that rests on a feature', async () => {
  const linear = scoredBy(({ distance, hour }) => 3 * Number(distance) + Number(hour));
  const { distance, hour, color } = await measureImportance(features, rows, linear, random);
  expect(distance).toBeCloseTo(0.75, 1);
  expect(hour).toBeCloseTo(0.25, 1);
  expect(color).toBe(0);
});

it('counts changed labels', async () => {
  const label = scoredBy(({ distance }) => (Number(distance) > 0.5 ? 'late' : 'on time'));
  expect(await measureImportance(features, rows, label, random)).toEqual({ distance: 1, hour: 0, color: 0 });
});

it('is nothing of a version that always says the same, and of one row', async () => {
  const none = { distance: 0, hour: 0, color: 0 };
  expect(
    await measureImportance(
      features,
      rows,
      scoredBy(() => 1),
      random,
    ),
  ).toEqual(none);
  expect(
    await measureImportance(
      features,
      rows.slice(0, 1),
      scoredBy(() => 1),
      random,
    ),
  ).toEqual(none);
});

it('samples rows of a stream with the same chance, and passes them on', async () => {
  async function* stream() {
    for (let from = 0; from < 1_000; from += 100)
      yield await Promise.resolve({ rows: Array.from({ length: 100 }, (_, i) => ({ at: from + i })) });
  }
  const sample: Record<string, unknown>[] = [];
  let passed = 0;
  for await (const batch of sampleRows(stream(), sample, 200, random)) passed += batch.rows.length;
  expect([passed, sample.length]).toEqual([1_000, 200]);
  const mean = sample.reduce((sum, { at }) => sum + Number(at), 0) / 200;
  expect(Math.abs(mean - 500)).toBeLessThan(90);
});
