import type { MonitorMetric } from '@slipway/contracts';
import type { ClassProbabilities } from '@slipway/stats';
import { rowsText } from './verdict-words.js';
import { metricsOf, smallerIsBetter, type Kind } from './metrics-of.js';
import { probabilityMetrics } from './probability-metrics.js';
import type { WindowVerdict } from './compare-window.js';

/** Expected is what a person expects of a metric: not worse than `limit`, judged from `minimumRows` outcomes on. */
export interface Expected {
  metric: string;
  limit: number;
  minimumRows: number;
  /** Whether an estimate may alarm where outcomes are missing. */
  fromEstimate: boolean;
}

/** Outcomes are the predictions of a window whose outcome is known, how many there were in all, and what can be told without outcomes. */
export interface Outcomes {
  kind: Kind;
  truth: Float64Array;
  predicted: Float64Array;
  /** What the model said of each of several classes, where it did. */
  probabilities: ClassProbabilities | null;
  predictions: number;
  estimates: MonitorMetric[];
}

/**
 * checkPerformance measures a window's predictions by their outcomes. It alarms when the whole 95 % interval of the metric is worse than the
 * limit: a change that only might be harmful does not (harmful-shift test of Podkopaev and Ramdas, ICLR 2022, with a window's own interval).
 */
export function checkPerformance(outcomes: Outcomes, expected: Expected): WindowVerdict {
  const { metric, limit, minimumRows } = expected;
  const { estimates, predictions } = outcomes;
  const known = outcomes.truth.length;
  const coverage = `${known.toLocaleString('en')} of ${rowsText(predictions)} have an outcome`;
  const nothing = { state: 'no_data' as const, features: [], metrics: [], estimates };
  if (predictions === 0) return { ...nothing, sentence: 'No predictions in this window.' };
  if (known < minimumRows) {
    const estimate = estimates.find(({ name }) => name === metric);
    if (estimate !== undefined && expected.fromEstimate && predictions >= minimumRows)
      return { ...nothing, ...byEstimate(estimate, limit, coverage) };
    const told = estimate === undefined ? '' : ` Estimated without them: ${metric} ${valueText(estimate)}.`;
    return { ...nothing, sentence: `Too few outcomes to tell: ${coverage}, ${minimumRows} needed.${told}` };
  }
  const metrics = measuredOf(outcomes);
  const watched = metrics.find(({ name }) => name === metric);
  if (watched === undefined)
    return { ...nothing, metrics, sentence: `${metric} is not defined for the outcomes of this window. ${coverage}.` };
  const sentence = `${metric} ${valueText(watched)} is ${comparison(watched, limit)}. ${coverage}.`;
  return { state: isWorse(watched, limit) ? 'firing' : 'ok', sentence, features: [], metrics, estimates };
}

function measuredOf({ kind, truth, predicted, probabilities }: Outcomes): MonitorMetric[] {
  const found = metricsOf(kind, truth, predicted);
  if (probabilities === null) return found;
  return [...found, ...probabilityMetrics(truth, probabilities).filter(({ value }) => Number.isFinite(value))];
}

function byEstimate(
  estimate: MonitorMetric,
  limit: number,
  coverage: string,
): Pick<WindowVerdict, 'state' | 'sentence'> {
  const sentence = `${estimate.name} is estimated at ${valueText(estimate)}, ${comparison(estimate, limit)}, if inputs keep their meaning. ${coverage}.`;
  return { state: isWorse(estimate, limit) ? 'firing' : 'ok', sentence };
}

function comparison(watched: MonitorMetric, limit: number): string {
  const wanted = `${smallerIsBetter(watched.name) ? 'at most' : 'at least'} ${numberText(limit)}`;
  const is = isWorse(watched, limit)
    ? 'clearly worse than'
    : isPerhapsWorse(watched, limit)
      ? 'perhaps worse than'
      : 'within';
  return `${is} the limit, ${wanted}`;
}

/** Without an interval the value itself decides. */
function isWorse({ name, value, low, high }: MonitorMetric, limit: number): boolean {
  return smallerIsBetter(name) ? (low ?? value) > limit : (high ?? value) < limit;
}

const isPerhapsWorse = ({ name, value }: MonitorMetric, limit: number): boolean =>
  smallerIsBetter(name) ? value > limit : value < limit;

const valueText = ({ value, low, high }: MonitorMetric): string =>
  low === null || high === null
    ? numberText(value)
    : `${numberText(value)} (${numberText(low)} to ${numberText(high)})`;

const numberText = (value: number): string => String(Number(value.toPrecision(4)));
