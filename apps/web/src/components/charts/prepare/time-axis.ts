import { formatClock, formatTime } from '../../../lib/format.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [1, 5, 10, 30]
  .map((count) => count * SECOND)
  .concat(
    [1, 2, 5, 10, 20, 30].map((count) => count * MINUTE),
    [1, 2, 3, 6, 12].map((count) => count * HOUR),
    [1, 2, 5, 7, 14, 30, 91, 182, 365].map((count) => count * DAY),
  );

/** timeTicks are round times from `from` to `to` (milliseconds since 1970), at most `most` of them. */
export function timeTicks(from: number, to: number, most = 6): number[] {
  const step = STEPS.find((each) => (to - from) / each <= most) ?? Math.ceil((to - from) / most);
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at);
  return ticks;
}

/** timeLabel writes a time for an axis over `span` milliseconds: seconds below 5 minutes, the clock within a day, else the date. */
export function timeLabel(at: number, span: number): string {
  if (span < 5 * MINUTE) return `${formatClock(at)}:${String(new Date(at).getSeconds()).padStart(2, '0')}`;
  return span <= DAY ? formatClock(at) : formatTime(new Date(at).toISOString(), at);
}
