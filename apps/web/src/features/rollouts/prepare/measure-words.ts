import type { MeasureEvidence } from '@slipway/contracts';
import { formatNumber } from '../../../lib/format.js';

/** measureName is what a measure is called. */
export const measureName = ({ kind, name }: Pick<MeasureEvidence, 'kind' | 'name'>): string =>
  kind === 'scores' ? 'Distribution of scores' : name;

/** changeWords is by how much the mean changed, or how far scores lie apart, with the interval that holds at all looks. */
export function changeWords({ kind, estimate, lower, upper, isEven, candidate }: MeasureEvidence): string {
  if (!isEven) return 'not told of both alike';
  if (estimate === null || lower === null || upper === null) return candidate.units === 0 ? '–' : 'too few values';
  const say = (value: number): string => `${kind === 'metric' && value > 0 ? '+' : ''}${formatNumber(value, 3)}`;
  return `${say(estimate)} [${say(lower)}, ${say(upper)}]`;
}

/** mustBeWords is what a measure is held to. */
export function mustBeWords({ kind, better, limit }: Pick<MeasureEvidence, 'kind' | 'better' | 'limit'>): string {
  if (kind === 'scores') return `at most ${formatNumber(limit, 3)} apart`;
  if (limit === 0) return better;
  return `at most ${formatNumber(limit, 3)} ${better === 'higher' ? 'lower' : 'higher'}`;
}
