import type { BodyOf, endpointTable, Incident, IncidentDetail, Page, QueryOf } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import { loggedEvent } from '../kernel/logged-event.js';
import { alertView, type AlertingRepository } from './alerting.repository.js';
import { sumOf } from './conditions/simulate-condition.js';
import type { ReadTraffic } from './conditions/watch-conditions.js';
import type { IncidentRow, IncidentsRepository } from './incidents.repository.js';

type Table = typeof endpointTable;
type ById = { params: { id: string } };

const AROUND_MS = 15 * 60_000;
const MOST_ALERTS = 200;

/** Incidents show alerts of one endpoint that belong together, with what happened there meanwhile. */
export class Incidents {
  constructor(
    private readonly kit: Kit,
    private readonly repository: IncidentsRepository,
    private readonly alerts: AlertingRepository,
    private readonly readTraffic: ReadTraffic,
  ) {}

  /** list pages through incidents, newest first. */
  async list(actor: Actor, { query }: { query: QueryOf<Table['listIncidents']> }): Promise<Page<Incident>> {
    const { limit, cursor, endpoint } = query;
    const [startedAt, id] = decodeCursor(cursor) ?? [];
    const rows = await this.repository.list(actor.workspaceId, {
      limit,
      ...(id !== undefined && { before: { startedAt: new Date(startedAt!), id: String(id) } }),
      ...(endpoint !== undefined && { endpoint }),
    });
    const { items, nextCursor } = pageOf(rows, limit, (row) => [row.startedAt.toISOString(), row.id]);
    return { items: items.map(incidentView), nextCursor };
  }

  /** get returns the incident that an alert belongs to, with alerts, effect and what happened around it. Throws `not_found`, also for good news. */
  async get(actor: Actor, { params }: ById): Promise<IncidentDetail> {
    const row = await this.require(actor, params.id);
    const { workspaceId } = actor;
    const { endpoint, startedAt: from } = row;
    const to = row.endedAt ?? this.kit.clock.now();
    const [alerts, traffic, events] = await Promise.all([
      this.alerts.alertsById(workspaceId, row.alertIds.slice(0, MOST_ALERTS)),
      endpoint === null ? [] : this.readTraffic({ workspaceId, endpoint, from, to, slowerThanMs: null }),
      this.repository.happened({
        workspaceId,
        endpoint,
        incidentId: row.id,
        from: new Date(from.getTime() - AROUND_MS),
        to: new Date(to.getTime() + AROUND_MS),
      }),
    ]);
    const [felt] = traffic.map(({ minutes }) => sumOf(minutes));
    return {
      ...incidentView(row),
      alertList: alerts.map(alertView),
      effect: felt === undefined ? null : { requests: felt.requests, errors: felt.errors },
      events: events.map(loggedEvent),
    };
  }

  /** acknowledge says that somebody has it: all its firing alerts are acknowledged together. Throws `conflict` when none fires. */
  async acknowledge(actor: Actor, { params }: ById): Promise<IncidentDetail> {
    const row = await this.require(actor, params.id);
    const at = this.kit.clock.now();
    await this.kit.db.transaction(async (tx) => {
      let count = 0;
      for (const id of row.alertIds) if (await this.alerts.acknowledge(tx, id, actor.name, at)) count += 1;
      if (count === 0)
        throw new SlipwayError('conflict', `The incident is ${row.state}, so there is nothing to acknowledge.`);
      await appendEvent(tx, actor, {
        kind: 'alerting.acknowledged',
        ...this.subject(row),
        after: { incidentId: row.id, alerts: count },
      });
    });
    return this.get(actor, { params });
  }

  /** addNote keeps what a person found out or did, in the event log, where nobody changes it. */
  async addNote(
    actor: Actor,
    { params, body }: ById & { body: BodyOf<Table['addIncidentNote']> },
  ): Promise<IncidentDetail> {
    const row = await this.require(actor, params.id);
    await this.kit.db.transaction((tx) =>
      appendEvent(tx, actor, {
        kind: 'alerting.incident_noted',
        ...this.subject(row),
        why: body.text,
        after: { incidentId: row.id },
      }),
    );
    return this.get(actor, { params });
  }

  private subject({ title, endpoint }: IncidentRow) {
    return { subjectKind: 'alert', subjectName: title, ...(endpoint !== null && { endpoint }) };
  }

  private async require(actor: Actor, id: string): Promise<IncidentRow> {
    const row = await this.repository.holding(actor.workspaceId, id);
    if (row === null) throw notFound('incident', id);
    return row;
  }
}

function incidentView({ alertIds, startedAt, endedAt, ...row }: IncidentRow): Incident {
  return {
    ...row,
    did: [...new Set(row.did)],
    alerts: alertIds.length,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}
