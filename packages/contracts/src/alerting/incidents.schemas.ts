import { z } from 'zod';
import { LoggedEvent } from '../audit/audit.schemas.js';
import { Id, Timestamp } from '../kernel/names.js';
import { Alert, Severity } from './alerting.schemas.js';

/**
 * Incident is the alerts of one endpoint that belong together: each began while one before it was unanswered (neither acknowledged nor over),
 * or at most 30 minutes after that. Good news is in none. Its id is that of its first alert.
 */
export const Incident = z.object({
  id: Id,
  endpoint: z.string().nullable(),
  title: z.string().describe('the title of its first alert'),
  severity: Severity.describe('the worst of its alerts'),
  state: z.enum(['firing', 'acknowledged', 'silenced', 'resolved']),
  alerts: z.number().int(),
  did: z.array(z.string()).describe('what Slipway did, each once'),
  startedAt: Timestamp,
  endedAt: Timestamp.nullable().describe('when the last of its alerts was over; null while one is not'),
});
export type Incident = z.infer<typeof Incident>;

/** IncidentDetail is an incident with its alerts, what callers felt, and what happened at the endpoint meanwhile. */
export const IncidentDetail = Incident.extend({
  alertList: z.array(Alert).describe('oldest first; at most 200'),
  effect: z
    .object({ requests: z.number().int(), errors: z.number().int() })
    .nullable()
    .describe('requests of callers from the first alert to the end; null without an endpoint, or where it is gone'),
  events: z
    .array(LoggedEvent)
    .describe('oldest first: from 15 minutes before the first alert to 15 minutes after the end; at most 500'),
});
export type IncidentDetail = z.infer<typeof IncidentDetail>;

/** NewIncidentNote is what a person found out or did. */
export const NewIncidentNote = z.strictObject({ text: z.string().trim().min(1).max(5_000) });
export type NewIncidentNote = z.infer<typeof NewIncidentNote>;
