import { randomUUID } from 'node:crypto';

/** Ids come many a millisecond, and its digits are the same for all of them. */
let last = { ms: NaN, text: '', made: 0 };

/**
 * uuidv7 makes an id that sorts by time (RFC 9562): 48 bits of milliseconds, 12 that count the ids which this process made in the same millisecond, so
 * that they sort in the order in which they were made, and the 62 random bits of a version 4 id. Beyond 4,096 in one millisecond chance orders them.
 */
export function uuidv7(now: number = Date.now()): string {
  if (now !== last.ms) last = { ms: now, text: `${uuidTime(now)}-7`, made: 0 };
  const nth = Math.min(last.made, 0xfff);
  last.made += 1;
  return last.text + nth.toString(16).padStart(3, '0') + randomUUID().slice(18);
}

/** uuidTime is how every id of a millisecond begins. */
export function uuidTime(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}`;
}
