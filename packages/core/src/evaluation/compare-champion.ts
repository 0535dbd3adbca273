import type { ChampionComparison } from '@slipway/contracts';
import { bootstrap, compareAuc } from '@slipway/stats';
import { THRESHOLD } from '../monitoring/index.js';
import { comparisonsOf, correctness, pairedMeans, type Difference } from './champion-comparison.js';
import { outcomeLosses, outcomeMetrics, wrongOf, type OutcomeKind, type Probabilities } from './outcome-metrics.js';

const RESAMPLES = 500;
const MOST_BOOTSTRAP_ROWS = 20_000;
/** Predicted is what an arm says of the rows: scores, codes of classes or values, with probabilities of the classes where it gives them. */
export interface Predicted {
  values: Float64Array;
  probabilities: Probabilities | null;
}

/** Arms are what challenger and champion say of the same rows. */
interface Arms {
  kind: OutcomeKind;
  truth: Float64Array;
  challenger: Predicted;
  champion: Predicted;
}

/**
 * compareWithChampion compares two versions on the same rows, metric by metric (challenger minus champion): DeLong for AUC, McNemar for
 * accuracy, paired losses for means, a paired bootstrap for F1 and average precision (of at most 20,000 rows, evenly taken). Rows on which
 * the champion says nothing finite are left out on both sides.
 */
export function compareWithChampion(arms: Arms, random: () => number): ChampionComparison[] {
  const both = bothAnswered(arms);
  const { kind, truth, challenger, champion } = both;
  const differences = differencesOf(both, random);
  return comparisonsOf(
    outcomeMetrics(kind, truth, challenger),
    outcomeMetrics(kind, truth, champion),
    differences,
    truth.length,
  );
}

function differencesOf({ kind, truth, challenger, champion }: Arms, random: () => number): Map<string, Difference> {
  const loss = pairedMeans(outcomeLosses(kind, truth, challenger), outcomeLosses(kind, truth, champion));
  if (kind === 'multiclass') {
    const accuracy = correctness(wrongOf(truth, challenger.values), wrongOf(truth, champion.values));
    const known = challenger.probabilities !== null && champion.probabilities !== null;
    return new Map([['accuracy', accuracy], ...(known ? [['log_loss', loss] as const] : [])]);
  }
  const [own, theirs] = [challenger.values, champion.values];
  if (kind === 'regression') {
    const absolute = (values: Float64Array): Float64Array =>
      truth.map((target, row) => Math.abs(target - values[row]!));
    return new Map([
      ['mse', loss],
      ['mae', pairedMeans(absolute(own), absolute(theirs))],
    ]);
  }
  const auc = compareAuc(truth, theirs, own);
  const called = (scores: Float64Array): Float64Array => scores.map((score) => Number(score >= THRESHOLD));
  const squares = (scores: Float64Array): Float64Array => truth.map((label, row) => (label - scores[row]!) ** 2);
  return new Map([
    ['auc', { value: auc.difference, lower: auc.lower, upper: auc.upper, pValue: auc.pValue, test: 'delong' }],
    ['log_loss', loss],
    ['brier_score', pairedMeans(squares(own), squares(theirs))],
    ['accuracy', correctness(wrongOf(truth, called(own)), wrongOf(truth, called(theirs)))],
    ['average_precision', resampled(truth, own, theirs, averagePrecisionOf, random)],
    ['f1', resampled(truth, own, theirs, f1Of, random)],
  ]);
}

type Metric = (truth: readonly number[], scores: readonly number[], weights: Uint32Array) => number;

function resampled(
  truth: Float64Array,
  challenger: Float64Array,
  champion: Float64Array,
  metric: Metric,
  random: () => number,
): Difference {
  const step = Math.max(1, Math.ceil(truth.length / MOST_BOOTSTRAP_ROWS));
  const thinned = (values: Float64Array): number[] => Array.from(values).filter((_, row) => row % step === 0);
  const [labels, own, theirs] = [thinned(truth), thinned(challenger), thinned(champion)];
  const byOwn = sortedBy(labels, own);
  const byTheirs = sortedBy(labels, theirs);
  const at = (order: Sorted, weights: Uint32Array): number =>
    metric(
      order.labels,
      order.scores,
      order.rows.map((row) => weights[row]!),
    );
  const { value, lower, upper } = bootstrap(labels.length, (weights) => at(byOwn, weights) - at(byTheirs, weights), {
    random,
    resamples: RESAMPLES,
  });
  return { value, lower, upper, pValue: null, test: 'paired_bootstrap' };
}

/** Sorted is rows by falling score, so that each resample needs no sort. */
interface Sorted {
  rows: Uint32Array;
  labels: number[];
  scores: number[];
}

function sortedBy(labels: readonly number[], scores: readonly number[]): Sorted {
  const rows = Uint32Array.from(labels.keys()).sort((a, b) => scores[b]! - scores[a]!);
  return {
    rows,
    labels: Array.from(rows, (row) => labels[row]!),
    scores: Array.from(rows, (row) => scores[row]!),
  };
}

/** averagePrecisionOf weighted rows in falling order of score; equal scores step together. */
function averagePrecisionOf(labels: readonly number[], scores: readonly number[], weights: Uint32Array): number {
  let positives = 0;
  labels.forEach((label, i) => (positives += label * weights[i]!));
  let [hits, called, sum, hitsBefore] = [0, 0, 0, 0];
  labels.forEach((label, i) => {
    called += weights[i]!;
    hits += label * weights[i]!;
    if (scores[i + 1] === scores[i] || called === 0) return;
    sum += ((hits - hitsBefore) / positives) * (hits / called);
    hitsBefore = hits;
  });
  return positives === 0 ? NaN : sum;
}

function f1Of(labels: readonly number[], scores: readonly number[], weights: Uint32Array): number {
  let [hits, called, positives] = [0, 0, 0];
  labels.forEach((label, i) => {
    const weight = weights[i]!;
    positives += label * weight;
    if (scores[i]! < THRESHOLD) return;
    called += weight;
    hits += label * weight;
  });
  return called + positives === 0 ? NaN : (2 * hits) / (called + positives);
}

function bothAnswered({ kind, truth, challenger, champion }: Arms): Arms {
  const answered = (row: number): boolean => Number.isFinite(champion.values[row]!);
  if (champion.values.every((value) => Number.isFinite(value))) return { kind, truth, challenger, champion };
  const kept = (values: Float64Array): Float64Array => values.filter((_, row) => answered(row));
  // Classes' probabilities are not thinned: an arm that answers some rows only is compared by its labels.
  return {
    kind,
    truth: kept(truth),
    challenger: { values: kept(challenger.values), probabilities: null },
    champion: { values: kept(champion.values), probabilities: null },
  };
}
