import { emptyCounts } from '@slipway/stats';
import type { MonitorKind } from '@slipway/contracts';
import { checkPerformance, type Outcomes } from './check-performance.js';
import { checkQuality } from './check-quality.js';
import { compareWindow, type Limits, type WatchedFeature, type WindowVerdict } from './compare-window.js';
import type { FeedbackRepository, KnownOutcome } from './feedback.repository.js';
import type { BaselineRow, MonitoringRepository } from './monitoring.repository.js';
import { watchedScore } from './watched-score.js';
import type { TimeWindow } from './window.js';

/** Watch is what a monitor asks of a window of an endpoint. */
export interface Watch extends Limits {
  kind: MonitorKind;
  endpointId: string;
  metric: string | null;
  limit: number | null;
  positive: string | null;
}

/** JudgedWindow is a window's verdict with what it was compared with. */
export interface JudgedWindow {
  rows: number;
  verdict: WindowVerdict;
  baseline: BaselineRow | null;
}

const TRUE_VALUES = ['1', 'true'];

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
    const watched = await this.watchedFeatures(watch.endpointId, baseline, window);
    const rows =
      watched.find(({ feature }) => feature === 'prediction')?.current.reduce((sum, count) => sum + count, 0) ?? 0;
    const verdict = watch.kind === 'quality' ? checkQuality(watched, rows, watch) : compareWindow(watched, rows, watch);
    return { rows, baseline, verdict };
  }

  /** watchedFeatures puts each reference profile beside the counts of a window on its cells; the prediction comes first. */
  async watchedFeatures(endpointId: string, baseline: BaselineRow, window: TimeWindow): Promise<WatchedFeature[]> {
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

  /** Without a word of a person the positive class is 1, true, or the last class of the score. */
  private async usualPositives(endpointId: string): Promise<Set<string>> {
    const schema = await this.repository.endpointSchema(endpointId);
    const classes = schema?.outputs.find(({ role }) => role === 'score')?.classes;
    return new Set([...TRUE_VALUES, ...(classes?.slice(-1) ?? [])]);
  }

  private async byOutcomes(watch: Watch, window: TimeWindow): Promise<JudgedWindow> {
    const { outcomes, predictions } = await this.feedback.outcomes(watch.endpointId, window);
    const positives = watch.positive === null ? await this.usualPositives(watch.endpointId) : new Set([watch.positive]);
    const measured = outcomesOf(outcomes, predictions, positives);
    const strange = strangeOutcomes(measured, outcomes);
    if (strange !== null)
      return { rows: 0, baseline: null, verdict: { state: 'no_data', sentence: strange, features: [] } };
    const verdict = checkPerformance(measured, {
      metric: watch.metric ?? '',
      limit: watch.limit ?? 0,
      minimumRows: watch.minimumRows,
    });
    return { rows: measured.truth.length, verdict, baseline: null };
  }
}

/** Outcomes of which none is the positive class would measure nothing, and look perfect. */
function strangeOutcomes({ kind, truth }: Outcomes, known: readonly KnownOutcome[]): string | null {
  const names = [...new Set(known.map(({ actual }) => actual))];
  if (kind !== 'binary' || names.length < 2 || truth.includes(1)) return null;
  return `None of the outcomes (${names.slice(0, 5).join(', ')}) is the positive class: set \`positive\` to the one that is.`;
}

/** outcomesOf reads scores of two classes, labels, or values; an outcome that does not fit its prediction is left out. */
function outcomesOf(known: readonly KnownOutcome[], predictions: number, positives: ReadonlySet<string>): Outcomes {
  const watched = known.map(({ output }) => watchedScore(output));
  const isNumber = watched.every((value) => typeof value === 'number');
  const isScore = isNumber && known.every(({ output }) => output['value'] === undefined);
  if (!isNumber) {
    const names = [...new Set([...known.map(({ actual }) => actual), ...watched.map(String)])];
    const code = new Map(names.map((name, i) => [name, i]));
    return {
      kind: 'multiclass',
      truth: Float64Array.from(known, ({ actual }) => code.get(actual)!),
      predicted: Float64Array.from(watched, (value) => code.get(String(value))!),
      predictions,
    };
  }
  const pairs = known
    .map(({ actual }, i) => [isScore ? Number(positives.has(actual)) : Number(actual), watched[i] as number] as const)
    .filter(([truth, predicted]) => Number.isFinite(truth) && Number.isFinite(predicted));
  return {
    kind: isScore ? 'binary' : 'regression',
    truth: Float64Array.from(pairs, ([truth]) => truth),
    predicted: Float64Array.from(pairs, ([, predicted]) => predicted),
    predictions,
  };
}
