import type { ChangeCause, WindowSize } from '@slipway/contracts';
import { findChangePoint } from '@slipway/stats';
import type { Resolution, TimedBucket } from './causes.repository.js';

const RESOLUTIONS: Record<WindowSize, Resolution> = {
  month: 'day',
  week: 'day',
  day: 'hour',
  hour: 'minute',
  minute: 'minute',
};

const LENGTH_MS: Record<Resolution, number> = { day: 86_400_000, hour: 3_600_000, minute: 60_000 };

/** resolutionOf is one step finer than the window. */
export const resolutionOf = (size: WindowSize): Resolution => RESOLUTIONS[size];

/** bucketsOf adds up timed values by stretches of a resolution, in the order of time. */
export function bucketsOf(rows: readonly { at: Date; value: number }[], resolution: Resolution): TimedBucket[] {
  const lengthMs = LENGTH_MS[resolution];
  const byTime = Map.groupBy(rows, ({ at }) => Math.floor(at.getTime() / lengthMs) * lengthMs);
  return [...byTime]
    .sort(([a], [b]) => a - b)
    .map(([at, some]) => ({
      at: new Date(at),
      rows: some.length,
      sum: some.reduce((sum, { value }) => sum + value, 0),
      squares: some.reduce((sum, { value }) => sum + value * value, 0),
    }));
}

/** began finds the first stretch after the change; a place that makes less than half of it is not where it began. */
export function began(
  buckets: readonly TimedBucket[],
  reference: number | null,
  current: number | null,
): Pick<ChangeCause, 'beganAt' | 'before' | 'after'> {
  const place = findChangePoint(buckets);
  const isAll =
    place !== null &&
    reference !== null &&
    current !== null &&
    Math.abs(place.after - place.before) >= Math.abs(current - reference) / 2;
  if (!isAll) return { beganAt: null, before: null, after: null };
  const { bucket, before, after } = place;
  return { beganAt: buckets[bucket]!.at.toISOString(), before, after };
}
