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

/** lastClosedWindows lists the last windows closed at `closedUntil`, none before that of `firstAt` nor after that of `lastAt`, oldest first, at most `limit`. */
export function lastClosedWindows(
  size: WindowSize,
  { firstAt, lastAt, closedUntil }: { firstAt: Date; lastAt: Date; closedUntil: Date },
  limit: number,
): TimeWindow[] {
  const endOfLast = windowAt(size, lastAt).to;
  const until = endOfLast < closedUntil ? endOfLast : closedUntil;
  const windows: TimeWindow[] = [];
  const justBefore = ({ from }: TimeWindow): TimeWindow => windowAt(size, new Date(from.getTime() - 1));
  for (
    let window = justBefore(windowAt(size, until));
    window.to > firstAt && windows.length < limit;
    window = justBefore(window)
  )
    windows.unshift(window);
  return windows;
}

/** windowCount is how many windows a stretch of whole windows holds. */
export function windowCount(size: WindowSize, { from, to }: TimeWindow): number {
  const length = FIXED_MS[size];
  if (length !== undefined) return Math.round((to.getTime() - from.getTime()) / length);
  return 12 * (to.getUTCFullYear() - from.getUTCFullYear()) + to.getUTCMonth() - from.getUTCMonth();
}

/** stretchesOf cuts a window into stretches of `lengthMs`, oldest first; the last one may be shorter. */
export function stretchesOf({ from, to }: TimeWindow, lengthMs: number): TimeWindow[] {
  const stretches: TimeWindow[] = [];
  for (let at = from.getTime(); at < to.getTime(); at += lengthMs)
    stretches.push({ from: new Date(at), to: new Date(Math.min(at + lengthMs, to.getTime())) });
  return stretches;
}
