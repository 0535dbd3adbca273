import { RowSliceText } from '@slipway/contracts';
import { sliceText } from '../../../lib/slice-text.js';

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** LinkedFilter is what a link wants to see of the prediction log, as a query and in words; null words for all of it. */
export interface LinkedFilter {
  query: { from?: string; to?: string; slice?: string };
  words: string | null;
}

/** LINKED_PARTS are the parts of an address that make a linked filter. */
export const LINKED_PARTS = ['from', 'to', 'slice'] as const;

/** linkedFilter reads a filter from an address; what is no time or no slice is left out. */
export function linkedFilter(search: URLSearchParams): LinkedFilter {
  const [from, to] = [timeOf(search.get('from')), timeOf(search.get('to'))];
  const sliceGiven = search.get('slice') ?? '';
  const slice = sliceGiven === '' ? undefined : RowSliceText.safeParse(sliceGiven).data;
  const words = [
    ...(from === null ? [] : [`from ${exact.format(from)}`]),
    ...(to === null ? [] : [`to ${exact.format(to)}`]),
  ];
  const times = words.length === 0 ? [] : [`event times ${words.join(' ')} UTC`];
  const all = [...times, ...(slice === undefined ? [] : [sliceText(slice)])];
  return {
    query: {
      ...(from !== null && { from: from.toISOString() }),
      ...(to !== null && { to: to.toISOString() }),
      ...(slice !== undefined && { slice: sliceGiven }),
    },
    words: all.length === 0 ? null : all.join(', '),
  };
}

function timeOf(text: string | null): Date | null {
  const at = new Date(text ?? '');
  return Number.isNaN(at.getTime()) ? null : at;
}
