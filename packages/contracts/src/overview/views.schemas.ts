import { z } from 'zod';
import { LabelName, Timestamp } from '../kernel/names.js';

/** ViewName tells the views of one person apart, and the shared ones of a workspace. */
export const ViewName = LabelName.pipe(z.string().max(63));

/** ViewPage is a list page of the UI by the first part of its address; those that keep what they list there have views. */
export const ViewPage = z.enum([
  'models',
  'runs',
  'datasets',
  'evaluations',
  'endpoints',
  'rollouts',
  'monitors',
  'alerts',
  'trainers',
  'audit',
  'jobs',
]);
export type ViewPage = z.infer<typeof ViewPage>;

/** What RFC 3986 allows in a query, so that no view leads off its page; `#` and control characters only come escaped. */
const QUERY = /^(?:(?!^\?)[\w\-.~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*$/;

/** ViewQuery is what stands behind the question mark of an address. */
export const ViewQuery = z
  .string()
  .max(2000)
  .regex(QUERY, 'must be the query of an address: escaped, and without the leading question mark');

/** NewView is what is kept of a list page. */
export const NewView = z.strictObject({
  page: ViewPage,
  query: ViewQuery.describe('the query of the page’s address: filter, search, order'),
  shared: z.boolean().default(false).describe('true: everybody in the workspace sees it'),
});
export type NewView = z.infer<typeof NewView>;

/** SavedView is a list page as somebody wants to find it again. */
export const SavedView = z.object({
  name: z.string(),
  ...NewView.shape,
  mine: z.boolean().describe('whether the caller saved it'),
  savedBy: z.string(),
  savedAt: Timestamp,
});
export type SavedView = z.infer<typeof SavedView>;
