import { z } from 'zod';

/** text is a string field that may be absent or empty; a number is refused, as MLflow refuses it. */
export const text = z.string();

/** neededText is a string field that must be there and not empty. */
export const neededText = z.string().min(1);

/** int64 is a number field; MLflow's clients send numbers or strings of digits. */
export const int64 = z
  .union([z.number(), z.string().regex(/^-?\d{1,19}$/)])
  .transform(Number)
  .pipe(z.number().int());

/** bool is a yes or no; in a query it is the word. */
export const bool = z.union([
  z.boolean(),
  z.enum(['true', 'false', 'True', 'False']).transform((word) => word.toLowerCase() === 'true'),
]);

/** Tag is a key and a value; an absent value is empty. */
export const Tag = z.object({ key: neededText, value: z.string().default('') });

const repeatedFields = new WeakSet<z.ZodType>();

/** repeated is a list field: absent it is empty, and in a query it may be given once or several times. */
export function repeated<T extends z.ZodType>(item: T) {
  const field = z.array(item).default([]);
  repeatedFields.add(field);
  return field;
}

/** isRepeated tells whether a field is a list. */
export const isRepeated = (field: z.ZodType): boolean => repeatedFields.has(field);
