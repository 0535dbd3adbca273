import { addCounts, emptyCounts, outlierShareByChance } from '@slipway/stats';
import type { MonitorKind, MonitorMetric, MonitorReference, MonitorSlice } from '@slipway/contracts';
import { checkOutliers } from './check-outliers.js';
import { checkPerformance } from './check-performance.js';
import { checkQuality } from './check-quality.js';
import { compareWindow, type Limits, type WatchedFeature, type WindowVerdict } from './compare-window.js';
import { estimatePerformance } from './estimate-performance.js';
import type { FeedbackRepository } from './feedback.repository.js';
import type { BaselineRow, MonitoringRepository } from './monitoring.repository.js';
import { readOutcomes, strangeOutcomes } from './read-outcomes.js';
import type { TimeWindow } from './window.js';

/** Watch is what a monitor asks of a window of an endpoint. */
export interface Watch extends Limits {
  kind: MonitorKind;
  endpointId: string;
  metric: string | null;
  limit: number | null;
  positive: string | null;
  fromEstimate: boolean;
  slice: MonitorSlice | null;
  reference: MonitorReference;
}

/** JudgedWindow is a window's verdict with what it was compared with. */
export interface JudgedWindow {
  rows: number;
  verdict: WindowVerdict;
  baseline: BaselineRow | null;
}

/** SEASON_WEEKS are how many earlier weeks a seasonal reference adds up. */
export const SEASON_WEEKS = 4;
const WEEK_MS = 604_800_000;
/** weeksBefore is the same time so many weeks before. */
export const weeksBefore = ({ from, to }: TimeWindow, weeks: number): TimeWindow => ({
  from: new Date(from.getTime() - weeks * WEEK_MS),
  to: new Date(to.getTime() - weeks * WEEK_MS),
});
const TRUE_VALUES = ['1', 'true'];
/** So many rows tell a metric to the third place. */
const ESTIMATED_ROWS = 10_000;

/** WindowJudge reads what a window holds and says what a monitor makes of it; it writes nothing. */
export class WindowJudge {
  constructor(
    private readonly repository: MonitoringRepository,
    private readonly feedback: FeedbackRepository,
  ) {}

  /** judge compares a window with its reference, or its predictions with their outcomes. */
  async judge(watch: Watch, window: TimeWindow): Promise<JudgedWindow> {
    if (watch.kind === 'performance') return this.byOutcomes(watch, window);
    const baselineId = await this.repository.baselineCounted(watch.endpointId, window);
    const baseline = baselineId === null ? null : await this.repository.baseline(baselineId);
    if (baseline === null)
      return {
        rows: 0,
        baseline,
        verdict: { state: 'no_data', sentence: 'No predictions in this window.', features: [] },
      };
    if (watch.kind === 'outliers') return this.byOutliers(watch, baseline, window);
    const watched = await this.compared(watch, baseline, window);
    const rows =
      watched.find(({ feature }) => feature === 'prediction')?.current.reduce((sum, count) => sum + count, 0) ?? 0;
    const verdict = watch.kind === 'quality' ? checkQuality(watched, rows, watch) : compareWindow(watched, rows, watch);
    const features = verdict.features.map((one) => ({
      ...one,
      importance: baseline.importance?.[one.feature] ?? null,
    }));
    return { rows, baseline, verdict: { ...verdict, features } };
  }

  /** compared puts what a monitor compares a window with beside the counts of the window. */
  async compared(
    { endpointId, reference }: Pick<Watch, 'endpointId' | 'reference'>,
    baseline: BaselineRow,
    window: TimeWindow,
  ): Promise<WatchedFeature[]> {
    const counted = await this.watchedFeatures(endpointId, baseline, window);
    return reference === 'baseline' ? counted : this.withSeason(endpointId, baseline, window, counted);
  }

  /** watchedFeatures puts each reference profile beside the counts of a window on its cells; the prediction comes first. */
  private async watchedFeatures(
    endpointId: string,
    baseline: BaselineRow,
    window: TimeWindow,
  ): Promise<WatchedFeature[]> {
    const counts = await this.repository.windowCounts(endpointId, baseline.id, window);
    const names = Object.keys(baseline.profiles).sort(
      (a, b) => Number(b === 'prediction') - Number(a === 'prediction'),
    );
    return names.map((feature) => {
      const profile = baseline.profiles[feature]!;
      const current = emptyCounts(profile);
      for (const [cell, count] of counts.get(feature)?.cells ?? []) current[cell] = count;
      return { feature, profile, current };
    });
  }

  /** The cells stay those of the baseline; what was counted at the same time of the weeks before takes the place of its rows. */
  private async withSeason(
    endpointId: string,
    baseline: BaselineRow,
    window: TimeWindow,
    counted: readonly WatchedFeature[],
  ): Promise<WatchedFeature[]> {
    const counts = counted.map(({ profile }) => emptyCounts(profile));
    for (let week = 1; week <= SEASON_WEEKS; week += 1) {
      const earlier = await this.watchedFeatures(endpointId, baseline, weeksBefore(window, week));
      earlier.forEach(({ current }, feature) => addCounts(counts[feature]!, current));
    }
    return counted.map((one, feature) => ({ ...one, profile: { ...one.profile, counts: counts[feature]! } }));
  }

  /** positives are the outcomes of the positive class: without a word of a person 1, true, or the last class of the score. */
  async positives({ endpointId, positive }: Pick<Watch, 'endpointId' | 'positive'>): Promise<Set<string>> {
    if (positive !== null) return new Set([positive]);
    const schema = await this.repository.endpointSchema(endpointId);
    const classes = schema?.outputs.find(({ role }) => role === 'score')?.classes;
    return new Set([...TRUE_VALUES, ...(classes?.slice(-1) ?? [])]);
  }

  /** Of all logged rows those with an outlier in any feature: cells count features apart, so only the log knows. */
  private async byOutliers(watch: Watch, baseline: BaselineRow, window: TimeWindow): Promise<JudgedWindow> {
    const counts = await this.repository.outliers(watch.endpointId, window);
    const byChance = Object.values(baseline.profiles).reduce((sum, profile) => sum + outlierShareByChance(profile), 0);
    return { rows: counts.rows, baseline, verdict: checkOutliers(counts, Math.min(1, byChance), watch) };
  }

  private async byOutcomes(watch: Watch, window: TimeWindow): Promise<JudgedWindow> {
    const { outcomes, predictions } = await this.feedback.outcomes(watch, window);
    const positives = await this.positives(watch);
    const measured = readOutcomes(outcomes, positives);
    const strange = strangeOutcomes(measured, outcomes);
    if (strange !== null)
      return { rows: 0, baseline: null, verdict: { state: 'no_data', sentence: strange, features: [] } };
    const estimates = await this.estimates(watch, window, positives);
    const verdict = checkPerformance(
      { ...measured, predictions, estimates },
      {
        metric: watch.metric ?? '',
        limit: watch.limit ?? 0,
        minimumRows: watch.minimumRows,
        fromEstimate: watch.fromEstimate,
      },
    );
    return { rows: measured.truth.length, verdict, baseline: null };
  }

  /** What the version that made most predictions of the window was right in before it says how right it probably is in it. */
  private async estimates(watch: Watch, window: TimeWindow, positives: ReadonlySet<string>): Promise<MonitorMetric[]> {
    const { versionId, rows } = await this.feedback.predicted(watch, window, ESTIMATED_ROWS);
    if (versionId === null) return [];
    const past = await this.feedback.outcomesBefore(watch, versionId, window.from, ESTIMATED_ROWS);
    return estimatePerformance(readOutcomes(past, positives), past, rows);
  }
}
