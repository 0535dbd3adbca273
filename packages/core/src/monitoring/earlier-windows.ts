import type { TimeWindow } from './window.js';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** LEAST_DAYS are a week of days, which has both ends of a week in it; fewer would call the first Saturday a fall. */
export const LEAST_DAYS = 7;
const MOST_DAYS = 28;
const LEAST_WEEKS = 6;
const MOST_WEEKS = 12;

/** EarlierWindows are the windows that tell what is usual in another one, newest first: at the same time of the weeks before, or of the days before. */
export interface EarlierWindows {
  by: 'week' | 'day';
  windows: TimeWindow[];
  /** Whether they are enough to tell. */
  isEnough: boolean;
}

/**
 * earlierWindows finds the windows at the same time of up to twelve weeks before; while fewer than six of them tell what is usual, at the same
 * time of up to 28 days before, of which seven are enough. Those tell it that lie after the first prediction of all and are not in `fired`, the
 * begins (ms) of windows that were an alarm themselves: an outage never becomes usual; after weeks of it nothing is known to be.
 */
export function earlierWindows(window: TimeWindow, firstAt: Date, fired: ReadonlySet<number>): EarlierWindows {
  // The window in which the first prediction came is not whole.
  const tells = ({ from }: TimeWindow): boolean => from >= firstAt && !fired.has(from.getTime());
  const weeks = weeksBefore(window).filter(tells);
  if (weeks.length >= LEAST_WEEKS) return { by: 'week', windows: weeks, isEnough: true };
  const days = daysBefore(window).filter(tells);
  return { by: 'day', windows: days, isEnough: days.length >= LEAST_DAYS };
}

/** sameTimes are all windows among which earlierWindows chooses. */
export const sameTimes = (window: TimeWindow): TimeWindow[] => [...weeksBefore(window), ...daysBefore(window)];

const weeksBefore = (window: TimeWindow): TimeWindow[] => before(window, WEEK_MS, MOST_WEEKS);
const daysBefore = (window: TimeWindow): TimeWindow[] => before(window, DAY_MS, MOST_DAYS);

function before({ from, to }: TimeWindow, stepMs: number, most: number): TimeWindow[] {
  return Array.from({ length: most }, (_, i) => ({
    from: new Date(from.getTime() - (i + 1) * stepMs),
    to: new Date(to.getTime() - (i + 1) * stepMs),
  }));
}
