import { randomUUID } from 'node:crypto';

/** Requests come many a millisecond, and its digits are the same for all of them. */
let last = { ms: NaN, text: '' };

/** uuidv7 makes an id that sorts by time (RFC 9562): 48 bits of milliseconds, then the 74 random bits of a version 4 id. */
export function uuidv7(now: number = Date.now()): string {
  if (now !== last.ms) {
    const time = now.toString(16).padStart(12, '0');
    last = { ms: now, text: `${time.slice(0, 8)}-${time.slice(8)}-7` };
  }
  return last.text + randomUUID().slice(15);
}
