import type { Evaluation, VersionSchema } from '@slipway/contracts';
import type { Prediction } from '@slipway/inference';
import { RowCollector, type Asked } from './collect-rows.js';
import { compareWithChampion } from './compare-champion.js';
import { detailsOf, type Details } from './details-of.js';
import { metricsOf } from '../monitoring/index.js';
import { fairnessGaps, measureSlices } from './slices.js';
import { worstRows } from './worst-rows.js';

/** Measurement is what an evaluation found. */
export type Measurement = Details &
  Pick<Evaluation, 'metrics' | 'slices' | 'fairness' | 'worstRows' | 'skipped'> & {
    rows: number;
    champion: Pick<NonNullable<Evaluation['champion']>, 'metrics' | 'comparisons'> | null;
  };

/** ScoredRows is a batch of rows with what each arm predicts: the version first, then the champion where there is one. */
export interface ScoredRows {
  rows: readonly Record<string, unknown>[];
  predictions: readonly (readonly Prediction[])[];
}

/** Source is where scored rows come from, how many arms score them, and numbers for the bootstrap. */
export interface Source {
  arms: 1 | 2;
  batches: AsyncIterable<ScoredRows>;
  random: () => number;
  onRows: (rows: number) => Promise<void>;
}

/** measure gathers targets and predictions over scored rows and computes what fits them: a score of two classes, labels, or values. */
export async function measure(schema: VersionSchema, asked: Asked, source: Source): Promise<Measurement> {
  const collector = new RowCollector(asked, source.arms);
  for await (const { rows, predictions } of source.batches) {
    collector.add(rows, predictions);
    await source.onRows(collector.seen);
  }
  const measured = collector.finish(schema);
  const { kind, truth, predicted, champion } = measured;
  const slices = measureSlices(measured);
  return {
    rows: truth.length,
    skipped: collector.skipped,
    metrics: metricsOf(kind, truth, predicted),
    slices,
    fairness: kind === 'binary' ? fairnessGaps(slices) : [],
    worstRows: worstRows(measured),
    champion: champion && {
      metrics: metricsOf(kind, truth, champion),
      comparisons: compareWithChampion({ kind, truth, challenger: predicted, champion }, source.random),
    },
    ...detailsOf(measured),
  };
}
