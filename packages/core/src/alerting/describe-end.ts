import type { EndedAlert } from './alerting.repository.js';
import type { Message } from './message.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** describeEnd is what those are told who were told of an alert: that it is over, after how long, why, and where its evidence is. */
export function describeEnd(alert: EndedAlert, why: string | null, now: Date, publicUrl: string): Message {
  const { id, title, severity, startedAt, evidencePath } = alert;
  return {
    title: `Resolved after ${lasted(now.getTime() - startedAt.getTime())}: ${title}`,
    summary: why ?? '',
    did: null,
    severity: severity as Message['severity'],
    link: `${publicUrl}${evidencePath}`,
    at: now.toISOString(),
    alert: { id, state: 'resolved' },
    tells: 'end',
  };
}

function lasted(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.max(1, Math.round(ms / 1_000))} s`;
  if (ms < 2 * HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  return ms < 2 * DAY_MS ? `${Math.floor(ms / HOUR_MS)} h` : `${Math.floor(ms / DAY_MS)} days`;
}
