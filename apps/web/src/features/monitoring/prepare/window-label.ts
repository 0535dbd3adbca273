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

/** windowLabel names a window as people say it: a month, a day, a week by its first day, or a time; a stretch of several by its ends. */
export function windowLabel(window: { windowFrom: string; windowTo: string; windows?: number }): string {
  const from = new Date(window.windowFrom);
  const length = (new Date(window.windowTo).getTime() - from.getTime()) / (window.windows ?? 1);
  const name = formatOf(length);
  if ((window.windows ?? 1) > 1)
    return `${name(from)} to ${name(new Date(new Date(window.windowTo).getTime() - length / 2))}`;
  return length === 7 * DAY_MS ? `week of ${name(from)}` : name(from);
}

function formatOf(lengthMs: number): (at: Date) => string {
  if (lengthMs >= 28 * DAY_MS) return month.format;
  return lengthMs >= DAY_MS ? day.format : hour.format;
}
