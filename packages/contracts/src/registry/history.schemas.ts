import { z } from 'zod';
import { ModelName, Timestamp, VersionNumber } from '../kernel/names.js';
import { PageQuery } from '../kernel/page.js';

/** AliasPeriod is a time in which a version held an alias or was in a stage; `untilAt` is null while it lasts. */
export const AliasPeriod = z.object({
  kind: z.enum(['alias', 'stage']),
  alias: z.string(),
  version: z.number().int(),
  fromAt: Timestamp,
  untilAt: Timestamp.nullable(),
  by: z.string(),
  why: z.string().nullable(),
});
export type AliasPeriod = z.infer<typeof AliasPeriod>;

/** HistoryQuery asks for periods; `at` for those that lasted at that time. */
export const HistoryQuery = z.strictObject({
  at: Timestamp.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** TimelineQuery asks for what happened; with `version` only for what names that version. */
export const TimelineQuery = PageQuery.extend({ version: VersionNumber.optional() });

/** AliasPolicy keeps aliases and stages whose name matches `pattern` (`*` is anything) to people with the scope `approve`. */
export const AliasPolicy = z.object({
  pattern: z.string(),
  scope: z.literal('approve'),
  createdBy: z.string(),
  createdAt: Timestamp,
});
export type AliasPolicy = z.infer<typeof AliasPolicy>;

/** AliasPattern is an alias or stage in which `*` stands for anything. */
export const AliasPattern = z
  .string()
  .regex(/^[\p{L}\p{N}_*-]{1,255}$/u, 'must hold only letters, digits, _, - and *, at most 255');

/** DeletedModel is a model that was deleted and can come back under its name, or another when the name was taken meanwhile. */
export const DeletedModel = z.object({
  id: z.uuid(),
  name: z.string(),
  versions: z.number().int(),
  deletedAt: Timestamp,
});
export type DeletedModel = z.infer<typeof DeletedModel>;

/** UndeleteModel brings a deleted model back, under another name if one is given. */
export const UndeleteModel = z.strictObject({ name: ModelName.optional() });

/** FilterQuery is a page of what a filter in MLflow's grammar lets through, in an order such as `name` or `updatedAt desc`. */
export const FilterQuery = PageQuery.extend({
  filter: z.string().max(10_000).optional(),
  sort: z
    .string()
    .regex(/^(name|version|createdAt|updatedAt)( (asc|desc))?$/, 'must be a field and asc or desc')
    .optional(),
});
export type FilterQuery = z.infer<typeof FilterQuery>;

/** VersionsQuery asks for versions that are there (`active`, as without a state), or for deleted ones that can be brought back. */
export const VersionsQuery = FilterQuery.extend({ state: z.enum(['active', 'deleted']).optional() });
export type VersionsQuery = z.infer<typeof VersionsQuery>;
