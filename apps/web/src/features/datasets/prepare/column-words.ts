import type { ColumnProfile } from '@slipway/contracts';
import { formatNumber, formatPercent } from '../../../lib/format.js';

/** aboutNumber is a count, marked with ~ and rounded when it is an estimate. */
export function aboutNumber(count: number, error: number): string {
  if (error === 0) return formatNumber(count);
  const digits = Math.max(0, Math.floor(Math.log10(count)) - 1);
  return `~${formatNumber(Math.round(count / 10 ** digits) * 10 ** digits)}`;
}

/** rangeOf says between what the values of a column lie: numbers, times, or the lengths of texts. */
export function rangeOf({ min, median, max, span, lengths, type }: ColumnProfile): string {
  if (min !== null && max !== null) return [min, median, max].map((value) => formatNumber(value)).join(' · ');
  if (span !== null) return `${toMinute(span.first)} to ${toMinute(span.last)}`;
  if (type === 'text' && lengths !== null)
    return `${formatNumber(lengths.min)} to ${formatNumber(lengths.max)} characters`;
  return '';
}

/** A time as people read it: no seconds, no zone. */
const toMinute = (time: string): string => time.slice(0, 16).replace('T', ' ');

/** precisionOf says which numbers of a column are estimates, and how good; null when every one is exact. */
export function precisionOf({ quantileError, distinctError, topUndercount }: ColumnProfile): string | null {
  const notes = [
    ...(quantileError > 0 ? [`quantiles and bars within ${formatPercent(quantileError)} of the rows`] : []),
    ...(distinctError > 0 ? [`distinct values within ${formatPercent(2 * distinctError)}`] : []),
    ...(topUndercount > 0 ? [`counts of frequent values at most ${formatNumber(topUndercount)} too low`] : []),
  ];
  return notes.length === 0 ? null : `Estimated: ${notes.join('; ')}.`;
}
