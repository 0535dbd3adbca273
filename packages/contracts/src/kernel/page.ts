import { z } from 'zod';

/** PageQuery asks for one page of a list: at most 500 items after an opaque cursor. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(500).optional(),
  q: z.string().max(200).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** page makes the schema of a list answer; `nextCursor` is null on the last page. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.number().int().optional() });

/** Page is one page of a list. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  total?: number;
}
