import { Weekday, type WeeklyTime } from '@slipway/contracts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A week back, as days that meet are one span, and far enough ahead that any day comes again. */
const DAYS = Array.from({ length: 16 }, (_, index) => index - 7);

/** Span is a time from its begin to its end, which is no part of it. */
export interface Span {
  from: Date;
  until: Date;
}

/**
 * weeklySpan is the span of a weekly time that `now` lies in, or else the next one. Days and hours are those of the time zone's own clock: a span over
 * the night in which clocks change is an hour shorter or longer. A time that a clock shows twice begins a span at the first and ends one at the second;
 * one that it skips is as much later as it skips.
 */
export function weeklySpan(weekly: WeeklyTime, now: Date): Span {
  const clock = clockOf(weekly.timeZone);
  const today = Math.floor(clock(now.getTime()) / DAY_MS) * DAY_MS;
  const joined: Span[] = [];
  for (const span of DAYS.flatMap((day) => spanOf(weekly, today + day * DAY_MS, clock))) {
    const last = joined.at(-1);
    if (last !== undefined && span.from <= last.until) last.until = span.until;
    else joined.push(span);
  }
  return joined.find(({ until }) => until > now)!;
}

/** Clock is what a time zone's clock shows at an instant (milliseconds), as if it were UTC. */
type Clock = (at: number) => number;

function spanOf({ days, from, to }: WeeklyTime, midnight: number, clock: Clock): Span[] {
  if (!days.includes(weekdayOf(midnight))) return [];
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  const endsOn = end > begin ? midnight : midnight + DAY_MS;
  const begins = instantsOf(midnight + begin * MINUTE_MS, clock);
  const ends = instantsOf(endsOn + end * MINUTE_MS, clock);
  return [{ from: new Date(Math.min(...begins)), until: new Date(Math.max(...ends)) }];
}

/** Sunday is the first day to JavaScript, the last one to us. */
const weekdayOf = (wall: number): Weekday => Weekday.options[(new Date(wall).getUTCDay() + 6) % 7]!;

/** The instants at which a clock shows a time: one, two where it is set back, and none where it is set forward. */
function instantsOf(wall: number, clock: Clock): number[] {
  const [before, after] = [wall - DAY_MS, wall + DAY_MS].map((at) => clock(at) - at) as [number, number];
  const shown = [wall - before, wall - after].filter((at) => clock(at) === wall);
  return shown.length > 0 ? shown : [wall - before];
}

function clockOf(timeZone: string): Clock {
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, ...numeric, second: 'numeric', hourCycle: 'h23' });
  return (at) => {
    const parts = format.formatToParts(at);
    const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((one) => one.type === type)?.value);
    const [year, month, day] = [part('year'), part('month'), part('day')];
    return Date.UTC(year, month - 1, day, part('hour'), part('minute'), part('second'));
  };
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
