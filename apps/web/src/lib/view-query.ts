import type { SavedView } from '@slipway/contracts';

/** Parts of an address that open a dialog or a row, or stand in the middle of a list: they are no part of a view. */
const PASSING = ['upload', 'create', 'start', 'new', 'before', 'entry', 'job', 'alert'];

/** viewQuery is what a view keeps of an address's query: how the list is filtered and ordered, escaped. */
export function viewQuery(search: string): string {
  const query = new URLSearchParams(search);
  for (const name of PASSING) query.delete(name);
  return query.toString();
}

/** viewAddress is where a view is shown. */
export const viewAddress = ({ page, query }: Pick<SavedView, 'page' | 'query'>): string =>
  query === '' ? `/${page}` : `/${page}?${query}`;
