import type { QuietHours } from '@slipway/contracts';
import { CronExpressionParser } from 'cron-parser';

const DAY_MINUTES = 1_440;
const MINUTE_MS = 60_000;

/** CronSchedule is a cron expression of five fields in a time zone. */
export interface CronSchedule {
  cron: string;
  timeZone: string;
}

/** cronFault says what is wrong with a cron expression, or null. `H` (a random place) is refused: it would differ at every look. */
export function cronFault({ cron, timeZone }: CronSchedule): string | null {
  if (/(^|[\s,/-])H/i.test(cron)) return 'H is not supported';
  try {
    CronExpressionParser.parse(cron, { tz: timeZone }).next();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'it is no cron expression';
  }
}

/** lastDue is the newest time at or before `now` at which a schedule was due. */
export const lastDue = ({ cron, timeZone }: CronSchedule, now: Date): Date =>
  CronExpressionParser.parse(cron, { tz: timeZone, currentDate: new Date(now.getTime() + 1) })
    .prev()
    .toDate();

/** nextDue is the first time after `now` at which a schedule is due. */
export const nextDue = ({ cron, timeZone }: CronSchedule, now: Date): Date =>
  CronExpressionParser.parse(cron, { tz: timeZone, currentDate: now }).next().toDate();

/** quietUntil is the end of the quiet hours that `now` lies in, by the clock of their time zone, or null outside of them. */
export function quietUntil({ from, to, timeZone }: QuietHours, now: Date): Date | null {
  const [begin, end, current] = [minuteOf(from), minuteOf(to), minuteOf(clockTime(now, timeZone))];
  const isQuiet = begin < end ? current >= begin && current < end : current >= begin || current < end;
  if (!isQuiet) return null;
  const left = (end - current + DAY_MINUTES) % DAY_MINUTES;
  return new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS + left * MINUTE_MS);
}

const clockTime = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
