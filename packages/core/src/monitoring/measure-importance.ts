import { shuffle } from '@slipway/stats';
import type { ScoredBatch } from './score-rows.js';
import { watchedScore } from './watched-score.js';

type Row = Record<string, unknown>;

/** Scores rows batch after batch, in order. */
export type ScoreRows = (batches: AsyncIterable<Row[]>) => AsyncIterable<ScoredBatch>;

/** sampleRows draws at most `size` rows of a stream, each with the same chance (Vitter's algorithm R), while passing the batches on. */
export async function* sampleRows<Batch extends { rows: Row[] }>(
  batches: AsyncIterable<Batch>,
  sample: Row[],
  size: number,
  random: () => number,
): AsyncGenerator<Batch> {
  let seen = 0;
  for await (const batch of batches) {
    for (const row of batch.rows) {
      seen += 1;
      const place = sample.length < size ? sample.length : Math.floor(random() * seen);
      if (place < size) sample[place] = row;
    }
    yield batch;
  }
}

/**
 * measureImportance is how much of a version's prediction rests on each feature: the mean change of the watched score, or the share of
 * changed labels, when the feature's values are shuffled among the rows (permutation importance, Breiman 2001; without outcomes). Shares
 * sum to 1; all are 0 for a version that always says the same, or fewer than two rows.
 */
export async function measureImportance(
  features: readonly string[],
  rows: readonly Row[],
  score: ScoreRows,
  random: () => number,
): Promise<Record<string, number>> {
  const none = Object.fromEntries(features.map((feature) => [feature, 0]));
  if (rows.length < 2) return none;
  const changes: number[] = [];
  let before: unknown[] | null = null;
  for await (const { predictions } of score(shuffledBatches(features, rows, random))) {
    const scores = predictions.map((prediction) => watchedScore(prediction));
    if (before !== null) changes.push(meanChange(before, scores));
    before ??= scores;
  }
  const all = changes.reduce((sum, change) => sum + change, 0);
  if (all === 0) return none;
  return Object.fromEntries(features.map((feature, i) => [feature, (changes[i] ?? 0) / all]));
}

/** The rows as they are, then once for each feature with its values shuffled. */
async function* shuffledBatches(
  features: readonly string[],
  rows: readonly Row[],
  random: () => number,
): AsyncGenerator<Row[]> {
  yield await Promise.resolve([...rows]);
  for (const feature of features) {
    const values = rows.map((row) => row[feature]);
    shuffle(values, random);
    yield rows.map((row, i) => ({ ...row, [feature]: values[i] }));
  }
}

function meanChange(before: readonly unknown[], after: readonly unknown[]): number {
  const change = before.map((value, i) => {
    const now = after[i];
    return typeof value === 'number' && typeof now === 'number' ? Math.abs(value - now) : Number(value !== now);
  });
  return change.reduce((sum, one) => sum + one, 0) / before.length;
}
