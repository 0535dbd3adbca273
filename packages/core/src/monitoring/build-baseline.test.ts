import type { ModelVersion } from '@slipway/contracts';
import { countValues, seededRandom, type CategoricalProfile, type NumericProfile } from '@slipway/stats';
import { expect, it } from 'vitest';
import { buildBaseline } from './build-baseline.js';

const version = {
  schema: {
    features: [
      { name: 'distance', type: 'numeric' },
      { name: 'origin', type: 'categorical' },
      { name: 'picture', type: 'image' },
    ],
  },
} as ModelVersion;

type Row = Record<string, unknown>;
async function build(rows: readonly Row[], keptRows?: number) {
  async function* batches() {
    for (let from = 0; from < rows.length; from += 700) {
      const some = rows.slice(from, from + 700);
      yield { rows: some, predictions: some.map(({ distance }) => ({ score: Number(distance ?? 0) / 2 })) };
    }
  }
  const seen: number[] = [];
  const onRows = async (count: number): Promise<void> => void seen.push(count);
  const built = await buildBaseline(version, batches(), {
    random: seededRandom(7),
    onRows,
    ...(keptRows !== undefined && { keptRows }),
  });
  return { ...built, seen };
}

/** The rare ones come last: two rows of an airport that is nowhere else, a distance far beyond all others. */
const flights = (count: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({
    distance: i === count - 1 ? 99 : i % 50 === 3 ? null : ((i + 1) * 0.6180339887498949) % 1,
    origin: i >= count - 2 ? 'NEW' : i % 3 === 0 ? 'SFO' : 'JFK',
  }));
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

it('counts every row of a reference that fits, and says how far it is', async () => {
  const { rows, profiles, seen } = await build(flights(2_000));
  expect(Object.keys(profiles)).toEqual(['distance', 'origin', 'prediction']);
  expect([rows, ...Object.values(profiles).map(({ counts }) => sum(counts))]).toEqual([2_000, 2_000, 2_000, 2_000]);
  expect(profiles['distance']!.summary).toMatchObject({ missingShare: 0.02 });
  expect(seen).toEqual([700, 1_400, 2_000]);
});

it('keeps so many rows of a larger one, drawn evenly, but each category and both extremes', async () => {
  const all = flights(20_000);
  const { rows, profiles } = await build(all, 2_000);
  const distance = profiles['distance'] as NumericProfile;
  expect(rows).toBe(20_000);
  expect(sum(distance.counts)).toBeGreaterThanOrEqual(2_000);
  expect(sum(distance.counts)).toBeLessThanOrEqual(2_002);
  expect(distance.summary.missingShare).toBeGreaterThan(0.012);
  expect(distance.summary.missingShare).toBeLessThan(0.028);
  const unseen = countValues(distance, [99, 100]);
  expect([unseen.at(-4), unseen.at(-5)]).toEqual([1, 1]);
  const [, , newcomers] = profiles['origin']!.counts;
  expect(profiles['origin']).toMatchObject({ categories: ['JFK', 'SFO', 'NEW'], hasOther: false });
  expect(newcomers).toBe(2);
  // Each tenth of the kept values is a tenth of all values, within what 2,000 draws allow.
  let below = 0;
  const current = countValues(
    distance,
    all.map((row) => row['distance']),
  );
  let worst = 0;
  let before = 0;
  distance.counts.slice(0, -3).forEach((count, cell) => {
    [below, before] = [below + current[cell]! / 20_000, before + count / 2_000];
    worst = Math.max(worst, Math.abs(below - before));
  });
  expect(worst).toBeLessThan(0.04);
});

it('of nothing is an empty profile of each', async () => {
  const { rows, profiles } = await build([]);
  expect(rows).toBe(0);
  expect(Object.values(profiles).map(({ counts }) => sum(counts))).toEqual([0, 0, 0]);
});

it('profiles of three classes also which is the most probable, and how probable it is', async () => {
  async function* batches() {
    const rows = flights(900);
    const predictions = rows.map((_, i) => ({
      score: i % 3 === 0 ? { low: 0.8, mid: 0.15, high: 0.05 } : { low: 0.1, mid: 0.6, high: 0.3 },
    }));
    yield await Promise.resolve({ rows, predictions });
  }
  const building = { random: seededRandom(7), onRows: () => Promise.resolve() };
  const { profiles } = await buildBaseline(version, batches(), building);
  expect(Object.keys(profiles).slice(2)).toEqual(['prediction', 'prediction: class', 'prediction: confidence']);
  const most = profiles['prediction: class'] as CategoricalProfile;
  expect(most).toMatchObject({ kind: 'categorical', categories: ['mid', 'low'] });
  expect(most.counts.slice(0, 2)).toEqual([600, 300]);
  expect((profiles['prediction: confidence'] as NumericProfile).summary).toMatchObject({ min: 0.6, max: 0.8 });
});
