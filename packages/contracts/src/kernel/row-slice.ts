import { z } from 'zod';

/** A slice in a query is JSON, whose escapes can spell what PostgreSQL stores in no text. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
const unstorable = 'may not hold U+0000 or half a surrogate pair';

const SliceValue = z.string().max(500).refine(isStorable, unstorable);

/** RowSlice are the rows whose feature has a value, or one of some values, or is a number in a range: `from` is in it, `to` is not. */
export const RowSlice = z
  .strictObject({
    feature: z.string().min(1).max(200).refine(isStorable, unstorable),
    value: SliceValue.optional(),
    values: z.array(SliceValue).min(1).max(50).optional(),
    from: z.number().optional().describe('the least number of the slice'),
    to: z.number().optional().describe('numbers of the slice are less'),
  })
  .refine(
    ({ value, values, from, to }) =>
      [value !== undefined, values !== undefined, from !== undefined || to !== undefined].filter(Boolean).length === 1,
    { path: ['value'], message: 'a slice is one `value`, or `values`, or a range of numbers by `from`, `to` or both' },
  )
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ['to'],
    message: 'must be more than `from`',
  });
export type RowSlice = z.infer<typeof RowSlice>;

/** RowSliceText is a slice in a query: the same as JSON. */
export const RowSliceText = z
  .string()
  .max(30_000)
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON, as {"feature":"hub","value":"LAX"}' });
      return z.NEVER;
    }
  })
  .pipe(RowSlice);
