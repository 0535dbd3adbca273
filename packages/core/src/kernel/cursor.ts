import { SlipwayError } from './errors.js';

/** encodeCursor makes the opaque cursor of a page from the sort key of its last row. */
const encodeCursor = (...key: (string | number)[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** decodeCursor reads a cursor back; a made-up one is refused. */
export function decodeCursor(cursor: string | undefined): (string | number)[] | null {
  if (cursor === undefined) return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(key) && key.every((part) => typeof part === 'string' || typeof part === 'number'))
      return key as (string | number)[];
  } catch {
    // Falls through to the refusal below: any unreadable cursor is the caller's mistake.
  }
  throw new SlipwayError('invalid_request', 'The cursor is not one of ours; start again without it.', [
    { path: 'cursor', message: 'unreadable' },
  ]);
}

/** pageOf cuts one row more than `limit` into a page; `keyOf` gives the sort key of a row. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => (string | number)[],
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(...keyOf(last)) : null };
}
