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

/** stretchesOf cuts a window where its hours hold rows, so that no stretch holds more than `most` of them unless a single hour does; oldest first, none of an empty window. */
export function stretchesOf(
  { to }: TimeWindow,
  hours: readonly { at: Date; rows: number }[],
  most: number,
): TimeWindow[] {
  const stretches: { from: Date; rows: number }[] = [];
  for (const { at, rows } of hours) {
    const last = stretches.at(-1);
    if (last !== undefined && last.rows + rows <= most) last.rows += rows;
    else stretches.push({ from: at, rows });
  }
  return stretches.map(({ from }, i) => ({ from, to: stretches[i + 1]?.from ?? to }));
}
