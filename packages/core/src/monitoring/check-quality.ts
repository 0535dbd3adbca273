import type { FeatureDrift } from '@slipway/contracts';
import {
  adjustPValues,
  finiteCellCount,
  fisherExactP,
  unseenShare,
  wilsonInterval,
  type Profile,
} from '@slipway/stats';
import type { Limits, WatchedFeature, WindowVerdict } from './compare-window.js';
import { missingShare, rowsText, short } from './verdict-words.js';
import { isPredicted } from './watched-parts.js';

/**
 * checkQuality asks of every feature which share of its values is missing, is no number where one should be (NaN, infinite), or was never seen
 * in the reference (new categories, numbers out of its range). It alarms where that share is really larger than in the reference (Fisher's exact test, adjusted by Holm, below
 * alpha) AND the lower bound of the increase is above the floor.
 */
export function checkQuality(features: readonly WatchedFeature[], rows: number, limits: Limits): WindowVerdict {
  const watched = features.filter(({ feature }) => !isPredicted(feature));
  const measured = watched.map((feature) => measure(feature, limits.alpha / Math.max(1, watched.length)));
  const adjusted = adjustPValues(
    measured.map(({ pValue }) => pValue ?? NaN),
    'holm',
  );
  const judged = measured.map((one, i): FeatureDrift => {
    const adjustedP = Number.isFinite(adjusted[i]) ? adjusted[i]! : null;
    if (rows < limits.minimumRows || adjustedP === null) return { ...one, adjustedP, verdict: 'no_data' };
    const isReal = adjustedP < limits.alpha && (one.effect ?? 0) > 0;
    const isLarge = (one.effectLow ?? 0) > limits.floor;
    return { ...one, adjustedP, verdict: isReal && isLarge ? 'drift' : isReal ? 'small' : 'none' };
  });
  const broken = judged.filter(({ verdict }) => verdict === 'drift');
  const state = rows < limits.minimumRows ? 'no_data' : broken.length > 0 ? 'firing' : 'ok';
  return { state, sentence: sentenceOf(state, judged, broken, rows, limits), features: judged };
}

function measure({ feature, profile, current }: WatchedFeature, alpha: number): FeatureDrift {
  const n = sum(profile.counts);
  const m = sum(current);
  const before = badCount(profile, profile.counts);
  const now = badCount(profile, current);
  const low = wilsonInterval(now.bad, m, alpha).lower - wilsonInterval(before.bad, n, alpha).upper;
  return {
    feature,
    kind: profile.kind,
    isPrediction: false,
    test: 'fisher',
    statistic: m === 0 ? null : now.bad / m,
    // A share that fell is no worse, whatever its p.
    pValue: m === 0 ? null : now.bad / m > before.bad / Math.max(1, n) ? fisherExactP(now.bad, m, before.bad, n) : 1,
    adjustedP: null,
    effect: m === 0 || n === 0 ? null : now.bad / m - before.bad / n,
    effectLow: m === 0 || n === 0 ? null : Math.max(0, low),
    location: now.bad === 0 ? null : now.worst,
    referenceRows: n,
    currentRows: m,
    missingShare: missingShare(profile, current),
    verdict: 'none',
  };
}

/** How many values are bad, and what most of them are. */
function badCount(profile: Profile, counts: readonly number[]): { bad: number; worst: string } {
  const all = sum(counts);
  const nullAt = profile.kind === 'numeric' ? finiteCellCount(profile) : counts.length;
  const kinds = [
    { name: 'missing', count: Math.round((missingShare(profile, counts) ?? 0) * all) },
    { name: 'unseen', count: counts === profile.counts ? 0 : Math.round(unseenShare(profile, counts) * all) },
    { name: 'no number', count: sum(counts.slice(nullAt + 1)) },
  ];
  const worst = kinds.reduce((most, one) => (one.count > most.count ? one : most));
  return { bad: Math.min(all, sum(kinds.map(({ count }) => count))), worst: worst.name };
}

function sentenceOf(
  state: WindowVerdict['state'],
  features: readonly FeatureDrift[],
  broken: readonly FeatureDrift[],
  rows: number,
  { floor, minimumRows }: Limits,
): string {
  if (state === 'no_data') return `Too few rows to tell: ${rowsText(rows)}, ${minimumRows} needed.`;
  const byEffect = [...(broken.length > 0 ? broken : features)].sort((a, b) => (b.effect ?? 0) - (a.effect ?? 0));
  const isClean = features.every(({ statistic }) => (statistic ?? 0) === 0);
  if (state === 'ok' && isClean)
    return `No value is missing, no number, new or out of the reference's range in any of ${features.length} features. ${rowsText(rows)}.`;
  if (state === 'ok')
    return `Values as in the reference in ${features.length} features. Most missing or unseen: ${shown(byEffect[0])}. ${rowsText(rows)}.`;
  return `${broken.length} of ${features.length} features have values that the reference did not have (floor ${short(floor)}): ${byEffect.slice(0, 3).map(shown).join('; ')}. ${rowsText(rows)}.`;
}

function shown(feature: FeatureDrift | undefined): string {
  if (feature === undefined) return 'none';
  const kind = feature.location === null ? 'missing or unseen' : feature.location;
  return `${feature.feature} ${percent(feature.statistic ?? 0)} ${kind} (up ${percent(Math.max(0, feature.effect ?? 0))})`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
