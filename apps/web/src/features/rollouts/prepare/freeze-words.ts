import type { FreezeWindow, NewFreezeWindow, Weekday } from '@slipway/contracts';
import { Weekday as days } from '@slipway/contracts';
import { countOf } from '../../../lib/format.js';

const dayNames: Readonly<Record<Weekday, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

/** dayChoices are the days of a week as a form offers them. */
export const dayChoices: { value: Weekday; label: string }[] = days.options.map((value) => ({
  value,
  label: dayNames[value],
}));

/** weeklyWords says when a weekly freeze is in force, by the clock of its time zone; null for a single span. */
export function weeklyWords({ weekly }: Pick<FreezeWindow, 'weekly'>): string | null {
  if (weekly === null) return null;
  const { from, to, timeZone } = weekly;
  const named = days.options.filter((day) => weekly.days.includes(day)).map((day) => dayNames[day]);
  const hours = from === to && from === '00:00' ? 'all day' : `${from} to ${to}${to <= from ? ' the next day' : ''}`;
  return `${named.length === 7 ? 'Every day' : named.join(', ')}, ${hours} (${timeZone})`;
}

/** freezesVerdict says in one line what is frozen now, and what waits for it. */
export function freezesVerdict(windows: readonly FreezeWindow[]): { tone: 'good' | 'warn' | 'info'; sentence: string } {
  const active = windows.filter((window) => window.active);
  if (active.length === 0) return { tone: 'good', sentence: 'Nothing is frozen: rollouts start and go on.' };
  const waiting = new Set(active.flatMap((window) => window.waiting.map(({ id }) => id))).size;
  const where = active.some(({ endpoint }) => endpoint === null)
    ? 'all endpoints'
    : [...new Set(active.map(({ endpoint }) => endpoint))].join(', ');
  return waiting > 0
    ? {
        tone: 'warn',
        sentence: `Frozen at ${where}: ${countOf(waiting, 'rollout')} ${waiting === 1 ? 'waits' : 'wait'}.`,
      }
    : { tone: 'info', sentence: `Frozen at ${where}; no rollout waits.` };
}

/** FreezeForm is a freeze as it is typed; times of a single span are local, as `datetime-local` gives them. */
export interface FreezeForm {
  name: string;
  why: string;
  /** Empty for all. */
  endpoint: string | null;
  isWeekly: boolean;
  days: readonly Weekday[];
  from: string;
  to: string;
  timeZone: string;
  startsAt: string;
  endsAt: string;
}

/** readFreezeForm turns what was typed into a freeze, or says what is missing. */
export function readFreezeForm(form: FreezeForm): NewFreezeWindow | { error: string } {
  const name = form.name.trim();
  const why = form.why.trim();
  if (name === '' || why === '') return { error: 'A freeze has a name and a reason, which whoever waits will read.' };
  const common = { name, why, ...(form.endpoint !== null && { endpoint: form.endpoint }) };
  const { from, to, timeZone } = form;
  if (form.isWeekly) {
    if (form.days.length === 0) return { error: 'Name at least one day.' };
    if (from === '' || to === '') return { error: 'Say from when to when; the same time twice is a whole day.' };
    return { ...common, weekly: { days: [...form.days], from, to, timeZone } };
  }
  const [startsAt, endsAt] = [form.startsAt, form.endsAt].map((typed) => (typed === '' ? undefined : new Date(typed)));
  if (endsAt === undefined) return { error: 'Say when it ends.' };
  if (startsAt !== undefined && startsAt >= endsAt) return { error: 'It ends after it starts.' };
  return { ...common, endsAt: endsAt.toISOString(), ...(startsAt && { startsAt: startsAt.toISOString() }) };
}
