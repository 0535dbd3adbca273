import { DataPlaneError } from './data-plane-error.js';

const DAY_MS = 86_400_000;
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * eventTimes reads the event time of each row: one for all of them, or one a row; null when none is given, then arrival is the event
 * time. A time more than a day after arrival is refused, because monitors take the latest event time for the present.
 */
export function eventTimes(
  at: string | readonly string[] | undefined,
  rowCount: number,
  receivedAt: Date,
): Date[] | null {
  if (at === undefined) return null;
  const texts = typeof at === 'string' ? [at] : at;
  if (typeof at !== 'string' && at.length !== rowCount) {
    throw refused(`at holds ${at.length} times for ${rowCount} rows.`, 'at', 'one time a row');
  }
  const times = texts.map((text, row) => {
    const time = new Date(RFC_3339.test(text) ? text : Number.NaN);
    const path = typeof at === 'string' ? 'at' : `at[${row}]`;
    if (Number.isNaN(time.getTime())) throw refused('at must be RFC 3339 times.', path, 'not a time');
    if (time.getTime() > receivedAt.getTime() + DAY_MS)
      throw refused('at lies in the future.', path, 'more than a day after now');
    return time;
  });
  return typeof at === 'string' ? Array.from({ length: rowCount }, () => times[0]!) : times;
}

const refused = (message: string, path: string, problem: string): DataPlaneError =>
  new DataPlaneError(400, 'invalid_request', message, [{ path, message: problem }]);
