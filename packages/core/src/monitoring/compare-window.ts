import type { FeatureDrift, MonitorMetric, MonitorState } from '@slipway/contracts';
import {
  adjustPValues,
  chiSquareOnCells,
  distancesOnCells,
  dLowerBound,
  dUpperBound,
  ksOnCells,
  type Profile,
} from '@slipway/stats';
import { missingShare, rowsText, short } from './verdict-words.js';
import { isPredicted } from './watched-parts.js';

/** WatchedFeature is one feature's reference profile and the counts of a window on its cells. */
export interface WatchedFeature {
  feature: string;
  profile: Profile;
  current: readonly number[];
}

/** Limits are what a person set: the error rate, the smallest change worth an alarm, and the fewest rows that allow a verdict. */
export interface Limits {
  alpha: number;
  floor: number;
  minimumRows: number;
}

/** WindowVerdict is the outcome of one window with the sentence that says it. */
export interface WindowVerdict {
  state: Extract<MonitorState, 'ok' | 'firing' | 'no_data'>;
  sentence: string;
  features: FeatureDrift[];
  /** What was measured by outcomes, for a monitor of performance. */
  metrics?: MonitorMetric[];
  /** What the same metrics probably are, told without outcomes. */
  estimates?: MonitorMetric[];
}

/**
 * compareWindow compares every feature of a window with its reference. A feature drifts when the change is real (p adjusted by Holm below
 * alpha) AND large (the lower bound of the effect at alpha / features is above the floor); significance alone never alarms.
 * Numbers: two-sample KS on cells, effect D. Categories: chi-square homogeneity, effect total variation. Numbers of few values: chi-square,
 * because ties make KS miss what is there, effect D.
 */
export function compareWindow(features: readonly WatchedFeature[], rows: number, limits: Limits): WindowVerdict {
  const measured = features.map((feature) => measure(feature, limits.alpha / features.length));
  const adjusted = adjustPValues(
    measured.map(({ pValue }) => pValue ?? NaN),
    'holm',
  );
  const judged = measured.map((one, i) => judge(one, finite(adjusted[i]), rows, limits));
  const drifting = judged.filter(({ verdict }) => verdict === 'drift');
  const state = rows < limits.minimumRows ? 'no_data' : drifting.length > 0 ? 'firing' : 'ok';
  return { state, sentence: sentenceOf(state, judged, drifting, rows, limits), features: judged };
}

/**
 * totalVariationLowerBound takes from the distance of two samples what chance alone may add to it with probability alpha: for each sample
 * of n over k cells, the mean .5 sqrt((k-1)/n) (Cauchy-Schwarz) and the deviation sqrt(ln(2/alpha)/(2n)) (McDiarmid 1989).
 */
export function totalVariationLowerBound(distance: number, cells: number, n: number, m: number, alpha: number): number {
  const slack = (size: number): number =>
    0.5 * Math.sqrt(Math.max(0, cells - 1) / size) + Math.sqrt(Math.log(2 / alpha) / (2 * size));
  return Math.max(0, distance - slack(n) - slack(m));
}

/** totalVariationUpperBound adds the same deviation of either sample; by its mean a distance of samples only overstates. */
function totalVariationUpperBound(distance: number, n: number, m: number, alpha: number): number {
  const deviation = (size: number): number => Math.sqrt(Math.log(2 / alpha) / (2 * size));
  return Math.min(1, distance + deviation(n) + deviation(m));
}

function measure({ feature, profile, current }: WatchedFeature, alpha: number): FeatureDrift {
  const reference = profile.counts;
  const [n, m] = [sum(reference), sum(current)];
  const base = {
    feature,
    kind: profile.kind,
    isPrediction: isPredicted(feature),
    referenceRows: n,
    currentRows: m,
    missingShare: missingShare(profile, current),
    verdict: 'none' as const,
  };
  if (profile.kind === 'numeric') {
    const ks = ksOnCells(profile, reference, current);
    const hasBoth = ks.n > 0 && ks.m > 0;
    const effectLow = hasBoth ? dLowerBound(ks.statistic, ks.n, ks.m, alpha) : null;
    const effectHigh = hasBoth ? dUpperBound(ks.statistic, ks.n, ks.m, alpha, ks.gridError) : null;
    const isTied = profile.fewValued && hasBoth;
    const test = isTied ? chiSquareOnCells(profile, reference, current) : ks;
    return {
      ...base,
      test: isTied ? 'chi_square' : 'ks',
      statistic: finite(test.statistic),
      pValue: finite(test.pValue),
      adjustedP: null,
      effect: finite(ks.statistic),
      effectLow,
      effectHigh,
      location: finite(ks.location),
    };
  }
  const chi = chiSquareOnCells(profile, reference, current);
  const distance = distancesOnCells(profile, reference, current).totalVariation;
  const hasBoth = n > 0 && m > 0;
  const effectLow = hasBoth ? totalVariationLowerBound(distance, reference.length, n, m, alpha) : null;
  const effectHigh = hasBoth ? totalVariationUpperBound(distance, n, m, alpha) : null;
  return {
    ...base,
    test: 'chi_square',
    statistic: finite(chi.statistic),
    pValue: finite(chi.pValue),
    adjustedP: null,
    effect: finite(distance),
    effectLow,
    effectHigh,
    location: mostMoved(profile, reference, current),
  };
}

function judge(
  measured: FeatureDrift,
  adjustedP: number | null,
  rows: number,
  { alpha, floor, minimumRows }: Limits,
): FeatureDrift {
  if (rows < minimumRows || measured.effect === null || adjustedP === null)
    return { ...measured, adjustedP, verdict: 'no_data' };
  const isReal = adjustedP < alpha;
  const isLarge = (measured.effectLow ?? 0) > floor;
  return { ...measured, adjustedP, verdict: isReal && isLarge ? 'drift' : isReal ? 'small' : 'none' };
}

function sentenceOf(
  state: WindowVerdict['state'],
  features: readonly FeatureDrift[],
  drifting: readonly FeatureDrift[],
  rows: number,
  { alpha, floor, minimumRows }: Limits,
): string {
  const count = rowsText(rows);
  if (state === 'no_data') return `Too few rows to tell: ${count}, ${minimumRows} needed.`;
  const byEffect = [...features].sort(
    (a, b) => (b.effectLow ?? 0) - (a.effectLow ?? 0) || (b.effect ?? 0) - (a.effect ?? 0),
  );
  const below = `below the floor of ${short(floor)}`;
  const small = byEffect.filter(({ verdict }) => verdict === 'small');
  if (state === 'ok' && small.length === 0)
    return `No drift in ${features.length} features. Largest change: ${shown(byEffect[0])}, ${below}. ${count}.`;
  if (state === 'ok')
    return `${small.length} of ${features.length} features changed for certain, but too little for an alarm: ${small.slice(0, 3).map(shown).join('; ')}, ${below}. ${count}.`;
  const worst = [...drifting].sort((a, b) => (b.effectLow ?? 0) - (a.effectLow ?? 0));
  return `${drifting.length} of ${features.length} features drift (Holm, alpha ${short(alpha)}, floor ${short(floor)}): ${worst.slice(0, 3).map(shown).join('; ')}. ${count}.`;
}

function shown(feature: FeatureDrift | undefined): string {
  if (feature === undefined) return 'none';
  return `${feature.feature} ${feature.kind === 'numeric' ? 'D' : 'total variation'} ${short(feature.effect ?? 0)} (at least ${short(feature.effectLow ?? 0)})`;
}

function mostMoved(
  profile: Extract<Profile, { kind: 'categorical' }>,
  reference: readonly number[],
  current: readonly number[],
): string | null {
  const [n, m] = [sum(reference), sum(current)];
  if (n === 0 || m === 0) return null;
  const moved = profile.categories.map((category, i) => ({
    category,
    by: Math.abs((reference[i] ?? 0) / n - (current[i] ?? 0) / m),
  }));
  return moved.sort((a, b) => b.by - a.by)[0]?.category ?? null;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;
