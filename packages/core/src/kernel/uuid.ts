import { randomUUID } from 'node:crypto';

/** uuidv7 makes an id that sorts by time (RFC 9562): 48 bits of milliseconds, then the 74 random bits of a version 4 id. */
export function uuidv7(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
