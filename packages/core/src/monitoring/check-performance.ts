import type { MonitorMetric } from '@slipway/contracts';
import { rowsText } from './verdict-words.js';
import { metricsOf, smallerIsBetter, type Kind } from './metrics-of.js';
import type { WindowVerdict } from './compare-window.js';

/** Expected is what a person expects of a metric: not worse than `limit`, judged from `minimumRows` outcomes on. */
export interface Expected {
  metric: string;
  limit: number;
  minimumRows: number;
}

/** Outcomes are the predictions of a window whose outcome is known, and how many there were in all. */
export interface Outcomes {
  kind: Kind;
  truth: Float64Array;
  predicted: Float64Array;
  predictions: number;
}

/**
 * checkPerformance measures a window's predictions by their outcomes. It alarms when the whole 95 % interval of the metric is worse than the
 * limit: a change that only might be harmful does not (harmful-shift test of Podkopaev and Ramdas, ICLR 2022, with a window's own interval).
 */
export function checkPerformance(outcomes: Outcomes, { metric, limit, minimumRows }: Expected): WindowVerdict {
  const known = outcomes.truth.length;
  const coverage = `${known.toLocaleString('en')} of ${rowsText(outcomes.predictions)} have an outcome`;
  const nothing = { state: 'no_data' as const, features: [], metrics: [] };
  if (known < minimumRows)
    return { ...nothing, sentence: `Too few outcomes to tell: ${coverage}, ${minimumRows} needed.` };
  const metrics = metricsOf(outcomes.kind, outcomes.truth, outcomes.predicted);
  const watched = metrics.find(({ name }) => name === metric);
  if (watched === undefined)
    return { ...nothing, metrics, sentence: `${metric} is not defined for the outcomes of this window. ${coverage}.` };
  const isHarmful = isWorse(watched, limit);
  const wanted = `${smallerIsBetter(metric) ? 'at most' : 'at least'} ${numberText(limit)}`;
  const sentence = `${metric} ${valueText(watched)} is ${isHarmful ? 'clearly worse than' : isPerhapsWorse(watched, limit) ? 'perhaps worse than' : 'within'} the limit, ${wanted}. ${coverage}.`;
  return { state: isHarmful ? 'firing' : 'ok', sentence, features: [], metrics };
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
