import type { WindowSize } from '@slipway/contracts';

/** TimeWindow is a stretch of event time: `from` inclusive, `to` exclusive. */
export interface TimeWindow {
  from: Date;
  to: Date;
}

const FIXED_MS: Partial<Record<WindowSize, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};
/** Monday 1970-01-05: weeks begin on Mondays. */
const WEEK_ORIGIN_MS = 4 * 86_400_000;

/** windowAt is the window of the UTC calendar that a time falls into. */
export function windowAt(size: WindowSize, at: Date): TimeWindow {
  const length = FIXED_MS[size];
  if (length === undefined) {
    const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
    return { from: new Date(Date.UTC(year, month, 1)), to: new Date(Date.UTC(year, month + 1, 1)) };
  }
  const origin = size === 'week' ? WEEK_ORIGIN_MS : 0;
  const from = Math.floor((at.getTime() - origin) / length) * length + origin;
  return { from: new Date(from), to: new Date(from + length) };
}

/** closedWindows lists the windows from the one of `first` on that are closed at `closedUntil`, oldest first, at most `limit`. */
export function closedWindows(size: WindowSize, first: Date, closedUntil: Date, limit: number): TimeWindow[] {
  const windows: TimeWindow[] = [];
  for (
    let window = windowAt(size, first);
    window.to <= closedUntil && windows.length < limit;
    window = windowAt(size, window.to)
  )
    windows.push(window);
  return windows;
}
