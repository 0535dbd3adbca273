import { sliceName, type ChampionComparison, type Evaluation, type VersionComparison } from '@slipway/contracts';
import { formatInterval, formatMetric, formatNumber } from '../../../lib/format.js';
import { pairedTests } from './judged-parts.js';

const SIZE = 'size in bytes';
/** A file that is less than this much larger or smaller is about as large. */
const SAME_SIZE = 1.2;

/** betterSentence answers "is it better?" of each version against the base: the first metric row by row, the group that is worst, the size; null while no two were compared row by row. */
export function betterSentence(
  comparisons: readonly VersionComparison[],
  evaluated: readonly (readonly Evaluation[])[],
): string | null {
  const [base = [], ...others] = evaluated;
  const found = comparisons.flatMap((comparison, index) => {
    const done = others[index] ?? [];
    const [test] = pairedTests(base, done)?.values() ?? [];
    if (test === undefined) return [];
    const parts = [testText(test), worstGroup(done), sizeText(comparison)].filter((part) => part !== null);
    return [`v${comparison.right.version}: ${parts.join(', ')}.`];
  });
  return found.length === 0 ? null : found.join(' ');
}

function testText({ metric, change, low, high, verdict }: ChampionComparison): string {
  const words = { better: 'better', worse: 'worse', equal: 'equal within 1 %', unclear: 'not clear yet' };
  return `${metric} ${change > 0 ? '+' : ''}${formatMetric(change)} ${formatInterval(low, high, { digits: 4 })}, ${words[verdict]}`;
}

function worstGroup(done: readonly Evaluation[]): string | null {
  const worse = done.find(({ slices }) => slices.length > 0)?.slices.filter(({ verdict }) => verdict === 'worse') ?? [];
  const [worst] = worse.toSorted((a, b) => (b.lossChange ?? 0) - (a.lossChange ?? 0));
  return worst === undefined ? null : `weakest where ${sliceName(worst)}`;
}

function sizeText({ facts }: VersionComparison): string | null {
  const line = facts.find(({ key }) => key === SIZE);
  const ratio = Number(line?.right) / Number(line?.left);
  if (!Number.isFinite(ratio) || ratio <= 0 || (ratio < SAME_SIZE && ratio > 1 / SAME_SIZE)) return null;
  return `${formatNumber(ratio, 2)} times the size`;
}
