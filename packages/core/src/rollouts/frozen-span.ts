import type { WeeklyTime } from '@slipway/contracts';
import type { FreezeRow } from './freeze-windows.repository.js';
import { weeklySpan, type Span } from './weekly-span.js';

/** frozenSpan is the time for which a freeze is in force, now or the next time; null once it is over. */
export function frozenSpan(
  { weekly, startsAt, endsAt }: Pick<FreezeRow, 'weekly' | 'startsAt' | 'endsAt'>,
  now: Date,
): Span | null {
  if (endsAt !== null && endsAt <= now) return null;
  if (weekly === null) return endsAt && { from: startsAt, until: endsAt };
  const { from, until } = weeklySpan(weekly as WeeklyTime, later(startsAt, now));
  if (endsAt !== null && from >= endsAt) return null;
  return { from: later(from, startsAt), until: endsAt !== null && endsAt < until ? endsAt : until };
}

const later = (one: Date, other: Date): Date => (one > other ? one : other);
