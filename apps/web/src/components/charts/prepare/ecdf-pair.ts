import { formatNumber, formatPercent } from '../../../lib/format.js';
import type { ChartTable } from './chart-table.js';

/** EcdfStep is the share of reference and of current rows that are at most `x`. */
export interface EcdfStep {
  x: number;
  reference: number;
  current: number;
}

/** DBracket is where the two curves are furthest apart, and how far. */
export interface DBracket {
  x: number;
  low: number;
  high: number;
  label: string;
}

/** EcdfPicture is all that the drawing needs. */
export interface EcdfPicture {
  steps: readonly EcdfStep[];
  bracket: DBracket | null;
  domain: readonly [number, number];
  sentence: string;
  notes: readonly string[];
  table: ChartTable;
}

const TAIL = 0.005;

/** prepareEcdfPair picks the part of the axis that matters, and brackets D at its location; the largest distance of the steps when no location is known. */
export function prepareEcdfPair(
  steps: readonly EcdfStep[],
  { location, effect }: { location: number | null; effect: number | null },
): EcdfPicture {
  const sorted = steps.toSorted((left, right) => left.x - right.x);
  const bracket = bracketOf(sorted, location, effect);
  const domain = domainOf(sorted, bracket);
  const hidden = sorted.length === 0 ? 0 : shareBeyond(sorted, domain);
  return {
    steps: sorted,
    bracket,
    domain,
    sentence: sentenceOf(bracket),
    notes: hidden > 0 ? [`${formatPercent(hidden)} of current rows lie beyond this axis.`] : [],
    table: {
      columns: ['Value', 'Reference: share at most', 'Current: share at most'],
      rows: sorted.map(({ x, reference, current }) => [x, reference, current]),
    },
  };
}

function bracketOf(steps: readonly EcdfStep[], location: number | null, effect: number | null): DBracket | null {
  const distance = ({ reference, current }: EcdfStep): number => Math.abs(reference - current);
  const widest = steps.reduce<EcdfStep | null>(
    (best, step) => (best === null || distance(step) > distance(best) ? step : best),
    null,
  );
  const at = location === null ? widest : (steps.findLast(({ x }) => x <= location) ?? widest);
  if (at === null) return null;
  return {
    x: location ?? at.x,
    low: Math.min(at.reference, at.current),
    high: Math.max(at.reference, at.current),
    label: `D ${formatNumber(effect ?? distance(at))}`,
  };
}

/** Half a percent at each end is left out, so that one far value does not squeeze the rest; D always stays in view. */
function domainOf(steps: readonly EcdfStep[], bracket: DBracket | null): [number, number] {
  const first = steps.find(({ reference, current }) => Math.max(reference, current) >= TAIL)?.x ?? 0;
  const last =
    steps.find(({ reference, current }) => Math.min(reference, current) >= 1 - TAIL)?.x ?? steps.at(-1)?.x ?? 1;
  const low = Math.min(first, bracket?.x ?? first);
  const high = Math.max(last, bracket?.x ?? last);
  return low < high ? [low, high] : [low - 1, high + 1];
}

function shareBeyond(steps: readonly EcdfStep[], [low, high]: readonly [number, number]): number {
  const below = steps.findLast(({ x }) => x < low)?.current ?? 0;
  const upTo = steps.findLast(({ x }) => x <= high)?.current ?? 1;
  return Math.max(0, below + 1 - upTo);
}

function sentenceOf(bracket: DBracket | null): string {
  if (bracket === null) return 'No rows to compare.';
  return `The two distributions differ most at ${formatNumber(bracket.x)}: ${bracket.label}, the share of rows at most that value is ${formatPercent(bracket.low, 1)} on one side and ${formatPercent(bracket.high, 1)} on the other.`;
}
