import { addCounts, countValues, emptyCounts, multiplicitiesOf, outlierShareByChance } from '@slipway/stats';
import type { MonitorKind, MonitorMetric, MonitorReference, RowSlice, WindowSize } from '@slipway/contracts';
import { SlipwayError } from '../kernel/errors.js';
import { sliceWords } from '../serving/index.js';
import type { Arrivals } from './arrivals.repository.js';
import type { CausesRepository } from './causes.repository.js';
import { checkDuplicates } from './check-duplicates.js';
import { checkOutliers } from './check-outliers.js';
import { checkPerformance } from './check-performance.js';
import { checkQuality } from './check-quality.js';
import { checkVolume } from './check-volume.js';
import { compareWindow, type Limits, type WatchedFeature, type WindowVerdict } from './compare-window.js';
import { earlierWindows, sameTimes } from './earlier-windows.js';
import { estimatePerformance } from './estimate-performance.js';
import type { FeedbackRepository } from './feedback.repository.js';
import type { BaselineRow, MonitoringRepository } from './monitoring.repository.js';
import { readOutcomes, strangeOutcomes, type Positive } from './read-outcomes.js';
import { rowKeys, whyNotTold } from './row-keys.js';
import { SLICE_ROWS, type SliceReference } from './slice-references.js';
import { isPredicted, watchedPart } from './watched-parts.js';
import type { TimeWindow } from './window.js';

/** Watch is what a monitor asks of a window of an endpoint. */
export interface Watch extends Limits {
  kind: MonitorKind;
  endpointId: string;
  window: WindowSize;
  metric: string | null;
  limit: number | null;
  positive: string | null;
  fromEstimate: boolean;
  slice: RowSlice | null;
  reference: MonitorReference;
}

/** JudgedWindow is a window's verdict with what it was compared with. */
export interface JudgedWindow {
  rows: number;
  verdict: WindowVerdict;
  baseline: BaselineRow | null;
}

/** Readings are how a window's judge comes by what it does not read itself. */
export interface Readings {
  slice: SliceReference;
  arrivals: Arrivals;
  /** The begins (ms) of those among some windows that the same monitor has judged firing. */
  fired: (windows: readonly TimeWindow[]) => Promise<ReadonlySet<number>>;
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

const NOTHING_BEFORE: WindowVerdict = {
  state: 'no_data',
  sentence: 'There are no rows to compare this window with.',
  features: [],
};

/** Without the dataset of the baseline a slice, or rows that repeat each other, have nothing to be compared with. */
function goneReference(error: unknown): JudgedWindow {
  if (!(error instanceof SlipwayError) || error.code !== 'not_found') throw error;
  const sentence = `The reference of these rows cannot be read: ${error.message}`;
  return { rows: 0, baseline: null, verdict: { state: 'no_data', sentence, features: [] } };
}

type Compared = Pick<Watch, 'endpointId' | 'reference' | 'slice'>;
/** Counts in cell order, by feature. */
type Counts = Record<string, number[]>;

/** The prediction comes first. */
const featuresOf = ({ profiles }: BaselineRow): string[] =>
  Object.keys(profiles).sort((a, b) => Number(isPredicted(b)) - Number(isPredicted(a)));
const sumOf = (counts: readonly number[] = []): number => counts.reduce((sum, count) => sum + count, 0);

/** compareCounts judges counts beside their reference: a monitor of quality asks for bad values, others for the spread of all. */
export function compareCounts(
  kind: MonitorKind,
  watched: readonly WatchedFeature[],
  rows: number,
  limits: Limits,
): WindowVerdict {
  return kind === 'quality' ? checkQuality(watched, rows, limits) : compareWindow(watched, rows, limits);
}

/** WindowJudge reads what a window holds and says what a monitor makes of it; it writes nothing. */
export class WindowJudge {
  constructor(
    private readonly repository: MonitoringRepository,
    private readonly feedback: FeedbackRepository,
    private readonly log: CausesRepository,
  ) {}

  /** judge compares a window with its reference, or its predictions with their outcomes; a slice is named in the sentence. */
  async judge(watch: Watch, window: TimeWindow, readings: Readings): Promise<JudgedWindow> {
    if (watch.kind === 'volume') return this.byArrivals(watch, window, readings);
    const judging = this.judgeRows(watch, window, readings.slice);
    if (watch.slice === null) return watch.kind === 'duplicates' ? judging.catch(goneReference) : judging;
    const judged = await judging.catch(goneReference);
    const { verdict, rows } = judged;
    const drawn = rows === SLICE_ROWS && watch.kind !== 'performance' ? ' Drawn by lot: no more are read.' : '';
    return { ...judged, verdict: { ...verdict, sentence: `${sliceWords(watch.slice)}: ${verdict.sentence}${drawn}` } };
  }

  private async judgeRows(watch: Watch, window: TimeWindow, sliceReference: SliceReference): Promise<JudgedWindow> {
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
    if (watch.kind === 'duplicates') return this.byRepeats(watch, baseline, window, sliceReference);
    const watched = await this.compared(watch, baseline, window, sliceReference);
    const rows = sumOf(watched.find(({ feature }) => feature === 'prediction')?.current);
    if (watched.every(({ profile }) => sumOf(profile.counts) === 0)) return { rows, baseline, verdict: NOTHING_BEFORE };
    const verdict = compareCounts(watch.kind, watched, rows, watch);
    const features = verdict.features.map((one) => ({
      ...one,
      importance: baseline.importance?.[one.feature] ?? null,
    }));
    return { rows, baseline, verdict: { ...verdict, features } };
  }

  /** compared puts what a monitor compares a window with beside the counts of the window. */
  async compared(
    watch: Compared,
    baseline: BaselineRow,
    window: TimeWindow,
    sliceReference: SliceReference,
  ): Promise<WatchedFeature[]> {
    const current = await this.currentCounts(watch, baseline, window);
    const reference = await this.referenceCounts(watch, baseline, window, sliceReference);
    return featuresOf(baseline).map((feature) => {
      const profile = baseline.profiles[feature]!;
      const counts = reference[feature] ?? emptyCounts(profile);
      return { feature, profile: { ...profile, counts }, current: current[feature] ?? emptyCounts(profile) };
    });
  }

  /** All rows of a window are counted by its cells; those of a slice are read from the log. */
  private async currentCounts(
    { endpointId, slice }: Compared,
    baseline: BaselineRow,
    window: TimeWindow,
  ): Promise<Counts> {
    if (slice === null) return this.repository.windowCounts(endpointId, baseline, window);
    const rows = await this.log.logged({ endpointId, slice }, [window], SLICE_ROWS);
    const comparable = rows.filter(({ versionId }) => versionId === baseline.versionId);
    const valuesOf = (feature: string): unknown[] =>
      isPredicted(feature)
        ? comparable.map(({ output }) => watchedPart(feature)?.(output))
        : rows.map(({ inputs }) => inputs[feature]);
    const counts = Object.entries(baseline.profiles).map(([feature, profile]) => [
      feature,
      countValues(profile, valuesOf(feature)),
    ]);
    return Object.fromEntries(counts) as Counts;
  }

  private async referenceCounts(
    watch: Compared,
    baseline: BaselineRow,
    window: TimeWindow,
    sliceReference: SliceReference,
  ): Promise<Counts> {
    if (watch.reference === 'same_time_of_week') return this.seasonCounts(watch, baseline, window);
    if (watch.slice !== null) return (await sliceReference(baseline, watch.slice)).counts;
    return Object.fromEntries(Object.entries(baseline.profiles).map(([feature, { counts }]) => [feature, counts]));
  }

  /** The cells stay those of the baseline; what was counted at the same time of the weeks before takes the place of its rows. */
  private async seasonCounts(watch: Compared, baseline: BaselineRow, window: TimeWindow): Promise<Counts> {
    const features = featuresOf(baseline);
    const counts = Object.fromEntries(features.map((feature) => [feature, emptyCounts(baseline.profiles[feature]!)]));
    for (let week = 1; week <= SEASON_WEEKS; week += 1) {
      const earlier = await this.currentCounts(watch, baseline, weeksBefore(window, week));
      for (const feature of features) if (earlier[feature]) addCounts(counts[feature]!, earlier[feature]);
    }
    return counts;
  }

  /** positive is the positive class: without a word of a person 1, true, or the last class of the score. */
  async positive({ endpointId, positive }: Pick<Watch, 'endpointId' | 'positive'>): Promise<Positive> {
    if (positive !== null) return { outcomes: new Set([positive]), named: positive };
    const schema = await this.repository.endpointSchema(endpointId);
    const classes = schema?.outputs.find(({ role }) => role === 'score')?.classes;
    return { outcomes: new Set([...TRUE_VALUES, ...(classes?.slice(-1) ?? [])]), named: null };
  }

  /** Of all logged rows those with an outlier in any feature: cells count features apart, so only the log knows. */
  private async byOutliers(watch: Watch, baseline: BaselineRow, window: TimeWindow): Promise<JudgedWindow> {
    const counts = await this.repository.outliers(watch, window);
    const byChance = Object.values(baseline.profiles).reduce((sum, profile) => sum + outlierShareByChance(profile), 0);
    return { rows: counts.rows, baseline, verdict: checkOutliers(counts, Math.min(1, byChance), watch) };
  }

  /** Rows that repeat each other in all features, texts too, logged ones against rows of the baseline's dataset: cells count features apart. */
  private async byRepeats(
    watch: Watch,
    baseline: BaselineRow,
    window: TimeWindow,
    sliceReference: SliceReference,
  ): Promise<JudgedWindow> {
    const features = await this.repository.inputFeatures(baseline.versionId);
    const untold = whyNotTold(features, await this.log.redactions(watch.endpointId));
    if (untold !== null) return { rows: 0, baseline, verdict: { state: 'no_data', sentence: untold, features: [] } };
    const logged = await this.log.logged(watch, [window], SLICE_ROWS);
    const keys = rowKeys(
      features,
      logged.map(({ inputs }) => inputs),
    );
    const { multiplicities } = await sliceReference(baseline, watch.slice);
    const verdict = checkDuplicates(multiplicitiesOf(keys), multiplicities, watch);
    return { rows: logged.length, baseline, verdict };
  }

  /** How many came by the clock, against the same time of weeks or days before that were no alarm. */
  private async byArrivals(watch: Watch, window: TimeWindow, { arrivals, fired }: Readings): Promise<JudgedWindow> {
    const span = await arrivals.span(watch.endpointId);
    const { by, windows, isEnough } = earlierWindows(
      window,
      span?.firstAt ?? window.from,
      await fired(sameTimes(window)),
    );
    const [count = 0, ...earlier] = await arrivals.counts(watch.endpointId, [window, ...windows]);
    return { rows: count, baseline: null, verdict: checkVolume({ count, earlier, by, isEnough }, watch.window, watch) };
  }

  private async byOutcomes(watch: Watch, window: TimeWindow): Promise<JudgedWindow> {
    const { outcomes, predictions } = await this.feedback.outcomes(watch, window);
    const positive = await this.positive(watch);
    const measured = readOutcomes(outcomes, positive);
    const strange = strangeOutcomes(measured, outcomes);
    if (strange !== null)
      return { rows: 0, baseline: null, verdict: { state: 'no_data', sentence: strange, features: [] } };
    const estimates = await this.estimates(watch, window, positive);
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
  private async estimates(watch: Watch, window: TimeWindow, positive: Positive): Promise<MonitorMetric[]> {
    const { versionId, rows } = await this.feedback.predicted(watch, window, ESTIMATED_ROWS);
    if (versionId === null) return [];
    const past = await this.feedback.outcomesBefore(watch, versionId, window.from, ESTIMATED_ROWS);
    return estimatePerformance(readOutcomes(past, positive), past, rows, positive);
  }
}
