import type { MeasureEvidence } from '@slipway/contracts';

const number = (value: number): string => String(Number(value.toPrecision(3)));
const signed = (value: number): string => (value > 0 ? `+${number(value)}` : number(value));

/** measureHarm says that a measure is worse than its margin allows. */
export const measureHarm = (measure: MeasureEvidence): string =>
  measure.kind === 'scores'
    ? `scores moved by ${intervalWords(measure)}, beyond ${number(measure.limit)}`
    : `${measure.name} changed by ${intervalWords(measure)}, ${worseThan(measure)}`;

/** measureDoubt says what a measure lacks to be shown safe. */
export function measureDoubt(measure: MeasureEvidence): string {
  const { name, kind, stable, candidate, estimate, isEven } = measure;
  const counts = `${candidate.units.toLocaleString('en')} at the candidate, ${stable.units.toLocaleString('en')} at stable`;
  if (candidate.units === 0) return `${name} ${kind === 'scores' ? 'are' : 'is'} not measured yet; no harm found`;
  if (!isEven) return `${name} is not told of both versions alike (${counts}), so nothing can be concluded from it`;
  if (estimate === null) return `too few values of ${name} yet, or all are equal (${counts}); no harm found`;
  const within = kind === 'scores' ? `within ${number(measure.limit)}` : `not ${worseThan(measure)}`;
  return `${name} not yet shown ${within} (${intervalWords(measure)}); no harm found`;
}

/** intervalWords is an estimate with its interval. */
export function intervalWords({ kind, estimate, lower, upper }: MeasureEvidence): string {
  if (estimate === null || lower === null || upper === null) return 'an unknown amount';
  const say = kind === 'scores' ? number : signed;
  return `${say(estimate)} [${say(lower)}, ${say(upper)}]`;
}

const worseThan = ({ better, limit }: MeasureEvidence): string =>
  limit === 0 ? 'worse than stable' : `${better === 'higher' ? 'lower' : 'higher'} by more than ${number(limit)}`;
