import type { Evaluation, EvaluationKind, VersionSchema } from '@slipway/contracts';
import type { ColumnBatch } from '../datasets/index.js';
import type { ScoredColumns } from '../monitoring/index.js';
import { LabelCollector } from './measure-labels.js';
import { OutcomeCollector } from './measure-outcomes.js';
import { QueryCollector } from './measure-queries.js';
import type { Asked, Collector, Details } from './measured.js';
import { fairnessGaps, measureSlices } from './slices.js';
import { worstRows } from './worst-rows.js';

/** Measurement is what an evaluation found. */
export type Measurement = Details &
  Pick<Evaluation, 'metrics' | 'slices' | 'fairness' | 'worstRows' | 'skipped'> & {
    kind: EvaluationKind;
    rows: number;
    champion: Pick<NonNullable<Evaluation['champion']>, 'metrics' | 'comparisons'> | null;
  };

/** Source is where scored rows come from, how many arms score them, and who hears of each batch. */
export interface Source {
  arms: 1 | 2;
  batches: AsyncIterable<ScoredColumns>;
  onRows: (rows: number, batch: ScoredColumns) => Promise<void>;
}

/** gather reads targets and predictions of all scored rows. */
export async function gather(schema: VersionSchema, asked: Asked, source: Source): Promise<Collector> {
  const { arms, batches, onRows } = source;
  let collector: Collector | null = null;
  for await (const batch of batches) {
    collector ??= collectorFor(schema, asked, arms, batch);
    collector.add(batch);
    await onRows(collector.seen, batch);
  }
  return collector ?? collectorFor(schema, asked, arms);
}

/** measure computes what fits the rows that were gathered; the random numbers are for the bootstrap. */
export function measure(collector: Collector, random: () => number): Measurement {
  const measured = collector.finish();
  const slices = measureSlices(measured);
  return {
    kind: measured.kind,
    rows: measured.rows,
    skipped: collector.skipped,
    metrics: measured.own.metrics(),
    slices,
    fairness: measured.kind === 'binary' ? fairnessGaps(slices) : [],
    worstRows: worstRows(measured),
    champion: measured.champion && { metrics: measured.champion.metrics(), comparisons: measured.compare(random) },
    ...measured.details(random),
  };
}

/** collectorFor takes a ranking where queries are named, several labels where the target is a list or has a separator, else one outcome a row. */
export function collectorFor(schema: VersionSchema, asked: Asked, arms: 1 | 2, first?: ColumnBatch): Collector {
  if (asked.query !== null) return new QueryCollector(asked, asked.query, arms);
  if (asked.separator !== null || Array.isArray(first?.columns.get(asked.target)?.[0]))
    return new LabelCollector(schema, asked, arms);
  return new OutcomeCollector(schema, asked, arms);
}
