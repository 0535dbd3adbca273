import type { ChampionComparison } from '@slipway/contracts';
import { bootstrap, compareAuc, mcNemar, meanInterval, normalSf, type Bounds } from '@slipway/stats';
import { lossesOf, metricsOf, smallerIsBetter, THRESHOLD, type Kind } from '../monitoring/index.js';

const RESAMPLES = 500;
const MOST_BOOTSTRAP_ROWS = 20_000;
/** A change within 1 % of the champion's value counts as no change that matters. */
const EQUAL_WITHIN = 0.01;

/** Arms are the challenger's and the champion's numbers for the same rows. */
interface Arms {
  kind: Kind;
  truth: Float64Array;
  challenger: Float64Array;
  champion: Float64Array;
}

interface Difference extends Bounds {
  pValue: number | null;
  test: ChampionComparison['test'];
}

/**
 * compareWithChampion compares two versions on the same rows, metric by metric (challenger minus champion): DeLong for AUC, McNemar for
 * accuracy, paired losses for means, a paired bootstrap for F1 and average precision (of at most 20,000 rows, evenly taken). Rows on which
 * the champion says nothing finite are left out on both sides.
 */
export function compareWithChampion(arms: Arms, random: () => number): ChampionComparison[] {
  const { kind, truth, challenger, champion } = bothAnswered(arms);
  const own = metricsOf(kind, truth, challenger);
  const theirs = new Map(metricsOf(kind, truth, champion).map(({ name, value }) => [name, value]));
  const differences = differencesOf({ kind, truth, challenger, champion }, random);
  return own.flatMap(({ name, value }): ChampionComparison[] => {
    const difference = differences.get(name);
    const championValue = theirs.get(name);
    if (difference === undefined || championValue === undefined) return [];
    const { value: change, lower, upper, pValue, test } = difference;
    const verdict = verdictOf(name, { lower, upper }, EQUAL_WITHIN * Math.abs(championValue));
    return [
      {
        metric: name,
        challenger: value,
        champion: championValue,
        change,
        low: lower,
        high: upper,
        pValue,
        test,
        verdict,
        rows: truth.length,
      },
    ];
  });
}

/** verdictOf reads an interval of a change: better or worse when it excludes 0 on that side, equal when it lies within the margin, else unclear. */
function verdictOf(
  metric: string,
  { lower, upper }: { lower: number; upper: number },
  margin: number,
): ChampionComparison['verdict'] {
  if (lower >= -margin && upper <= margin) return 'equal';
  const [improvedAtLeast, improvedAtMost] = smallerIsBetter(metric) ? [-upper, -lower] : [lower, upper];
  if (improvedAtLeast > 0) return 'better';
  return improvedAtMost < 0 ? 'worse' : 'unclear';
}

function differencesOf({ kind, truth, challenger, champion }: Arms, random: () => number): Map<string, Difference> {
  const losses = lossesOf(kind, truth, challenger);
  const championLosses = lossesOf(kind, truth, champion);
  const loss = pairedMeans(losses, championLosses);
  if (kind === 'multiclass') return new Map([['accuracy', correctness(losses, championLosses)]]);
  if (kind === 'regression') {
    const absolute = (values: Float64Array): Float64Array =>
      truth.map((target, row) => Math.abs(target - values[row]!));
    return new Map([
      ['mse', loss],
      ['mae', pairedMeans(absolute(challenger), absolute(champion))],
    ]);
  }
  const auc = compareAuc(truth, champion, challenger);
  const right = (scores: Float64Array): Float64Array =>
    truth.map((label, row) => Number((scores[row]! >= THRESHOLD ? 1 : 0) !== label));
  const squares = (scores: Float64Array): Float64Array => truth.map((label, row) => (label - scores[row]!) ** 2);
  return new Map([
    ['auc', { value: auc.difference, lower: auc.lower, upper: auc.upper, pValue: auc.pValue, test: 'delong' }],
    ['log_loss', loss],
    ['brier_score', pairedMeans(squares(challenger), squares(champion))],
    ['accuracy', correctness(right(challenger), right(champion))],
    ['average_precision', resampled(truth, challenger, champion, averagePrecisionOf, random)],
    ['f1', resampled(truth, challenger, champion, f1Of, random)],
  ]);
}

function pairedMeans(challenger: Float64Array, champion: Float64Array): Difference {
  const bounds = meanInterval(challenger.map((value, row) => value - champion[row]!));
  const error = (bounds.upper - bounds.value) / 1.959963984540054;
  const pValue = bounds.value === 0 ? 1 : 2 * normalSf(Math.abs(bounds.value) / error);
  return { ...bounds, pValue, test: 'paired_losses' };
}

/** correctness takes 1 for wrong and 0 for right. */
function correctness(challengerWrong: Float64Array, championWrong: Float64Array): Difference {
  const isRight = (wrong: Float64Array): boolean[] => Array.from(wrong, (value) => value === 0);
  const result = mcNemar(isRight(championWrong), isRight(challengerWrong));
  return { value: result.difference, lower: result.lower, upper: result.upper, pValue: result.pValue, test: 'mcnemar' };
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
  if (champion.every((value) => Number.isFinite(value))) return { kind, truth, challenger, champion };
  const kept = (values: Float64Array): Float64Array => values.filter((_, row) => Number.isFinite(champion[row]!));
  return { kind, truth: kept(truth), challenger: kept(challenger), champion: kept(champion) };
}
