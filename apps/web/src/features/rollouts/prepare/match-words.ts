import type { RequestMatch } from '@slipway/contracts';
import { countOf, middleCut } from '../../../lib/format.js';

const SHOWN = 3;

/** matchWords says which requests a cohort or a rule means. */
export function matchWords(match: RequestMatch): string {
  if ('keys' in match) return `routing key ${listed(match.keys)}`;
  return 'in' in match
    ? `header ${match.header} is ${listed(match.in)}`
    : `header ${match.header} begins with ${middleCut(match.prefix, 40)}`;
}

function listed(values: readonly string[]): string {
  const rest = values.length - SHOWN;
  const shown = values.slice(0, SHOWN).map((value) => middleCut(value, 40));
  return rest > 0 ? `${shown.join(', ')} or one of ${countOf(rest, 'other')}` : shown.join(' or ');
}
