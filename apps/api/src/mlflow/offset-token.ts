import { MlflowError } from './mlflow-error.js';

/** offsetOf reads a page token: where the page begins. One that is not ours is refused. */
export function offsetOf(token: string | undefined): number {
  if (!token) return 0;
  try {
    const { offset } = JSON.parse(Buffer.from(token, 'base64').toString()) as { offset: unknown };
    if (Number.isSafeInteger(offset) && (offset as number) >= 0) return offset as number;
  } catch {
    // Falls through: whatever cannot be read is the caller's mistake.
  }
  throw new MlflowError('INVALID_PARAMETER_VALUE', 'Invalid page token, could not base64-decode');
}

/** nextToken is the token of the page after one of `limit` rows, of which one more was read; nothing on the last page. */
export function nextToken(found: number, limit: number, offset: number): { next_page_token?: string } {
  if (found <= limit) return {};
  return { next_page_token: Buffer.from(JSON.stringify({ offset: offset + limit })).toString('base64') };
}
