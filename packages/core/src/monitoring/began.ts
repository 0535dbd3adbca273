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

/** resolutionOf is one step finer than the window. */
export const resolutionOf = (size: WindowSize): Resolution => RESOLUTIONS[size];

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
