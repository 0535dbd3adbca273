const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const month = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });
const hour = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});
const DAY_MS = 86_400_000;

/** windowLabel names a window as people say it: a month, a day, a week by its first day, or a time. */
export function windowLabel({ windowFrom, windowTo }: { windowFrom: string; windowTo: string }): string {
  const from = new Date(windowFrom);
  const length = new Date(windowTo).getTime() - from.getTime();
  if (length >= 28 * DAY_MS) return month.format(from);
  if (length === 7 * DAY_MS) return `week of ${day.format(from)}`;
  return length >= DAY_MS ? day.format(from) : hour.format(from);
}
