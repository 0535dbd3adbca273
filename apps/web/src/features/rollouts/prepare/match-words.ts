import type { RequestMatch } from '@slipway/contracts';
import { countOf, middleCut } from '../../../lib/format.js';

const SHOWN = 3;

/** matchWords says which requests a cohort or a rule means. */
export function matchWords(match: RequestMatch): string {
  if ('keys' in match) return `routing key ${listed(match.keys)}`;
  if ('feature' in match)
    return `${match.feature} ${'in' in match ? `is ${listed(match.in)}` : boundsWords(match)} in every row`;
  return 'in' in match
    ? `header ${match.header} is ${listed(match.in)}`
    : `header ${match.header} begins with ${middleCut(match.prefix, 40)}`;
}

function boundsWords({ min, max }: { min?: number | undefined; max?: number | undefined }): string {
  const bounds = [min === undefined ? '' : `at least ${min}`, max === undefined ? '' : `at most ${max}`];
  return `is ${bounds.filter(Boolean).join(' and ')}`;
}

function listed(values: readonly (string | number | boolean)[]): string {
  const rest = values.length - SHOWN;
  const shown = values.slice(0, SHOWN).map((value) => middleCut(String(value), 40));
  return rest > 0 ? `${shown.join(', ')} or one of ${countOf(rest, 'other')}` : shown.join(' or ');
}
