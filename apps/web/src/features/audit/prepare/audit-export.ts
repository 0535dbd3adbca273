import type { LoggedEvent } from '@slipway/contracts';
import { tableToCsv } from '../../../components/charts/prepare/chart-table.js';

const columns = [
  'seq',
  'at',
  'kind',
  'actorKind',
  'actor',
  'subjectKind',
  'subject',
  'endpoint',
  'why',
  'before',
  'after',
  'requestId',
  'hash',
] as const;

/** auditCsv writes events as CSV, before and after as JSON. */
export function auditCsv(events: readonly LoggedEvent[]): string {
  return tableToCsv({
    columns,
    rows: events.map(
      ({ seq, at, kind, actor, subjectKind, subjectName, endpoint, why, before, after, requestId, hash }) => [
        seq,
        at,
        kind,
        actor.kind,
        actor.name,
        subjectKind,
        subjectName,
        endpoint,
        why,
        jsonOf(before),
        jsonOf(after),
        requestId,
        hash,
      ],
    ),
  });
}

/** auditJsonLines writes events as they are, one a line. */
export const auditJsonLines = (events: readonly LoggedEvent[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');

const jsonOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);
