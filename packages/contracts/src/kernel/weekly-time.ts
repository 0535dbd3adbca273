import { z } from 'zod';

/** TimeZone is a name of the IANA time zone database. */
export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, { message: 'is no time zone, such as Europe/Berlin' })
  .default('UTC');

/** ClockTime is a time of day by the clock of some time zone. */
export const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is a time such as 22:30');

/** Weekday names a day of the week. */
export const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
export type Weekday = z.infer<typeof Weekday>;

/**
 * WeeklyTime comes back each week: on each of its days it begins at `from` and lasts until `to`, which is on the next day unless it lies after `from`;
 * the same time twice is a whole day.
 */
export const WeeklyTime = z.strictObject({
  days: z
    .array(Weekday)
    .min(1)
    .max(7)
    .refine((days) => new Set(days).size === days.length, 'names a day twice'),
  from: ClockTime,
  to: ClockTime,
  timeZone: TimeZone,
});
export type WeeklyTime = z.infer<typeof WeeklyTime>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
