/** UNSTORABLE says what is wrong with a text that unstorableTexts finds. */
export const UNSTORABLE = 'must not hold the character U+0000 or half of a character';

/**
 * unstorableTexts are the paths of all texts in a request that PostgreSQL cannot store: with U+0000, or with a surrogate that has lost its
 * partner, which is no Unicode text.
 */
export function unstorableTexts(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...unstorableTexts(key, path === '' ? 'key' : path),
    ...unstorableTexts(inner, path === '' ? key : `${path}.${key}`),
  ]);
}
