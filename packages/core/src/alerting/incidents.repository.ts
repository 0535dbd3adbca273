import type { Incident } from '@slipway/contracts';
import { Prisma } from '@slipway/db';
import type { Db } from '../kernel/db.js';
import type { NumberedEvent } from '../kernel/logged-event.js';

/** IncidentRow is an incident with the ids of its alerts, oldest first. */
export interface IncidentRow extends Pick<Incident, 'id' | 'endpoint' | 'title' | 'severity' | 'state' | 'did'> {
  alertIds: string[];
  startedAt: Date;
  endedAt: Date | null;
}

/** Happened asks for what happened around an incident. */
export interface Happened {
  workspaceId: string;
  endpoint: string | null;
  from: Date;
  to: Date;
  /** The first alert, which notes are kept under. */
  incidentId: string;
}

const MOST_EVENTS = 500;

/** IncidentsRepository groups alerts into incidents; nothing is stored, so that a group is never stale. */
export class IncidentsRepository {
  constructor(private readonly db: Db) {}

  /** list returns incidents newest first, one more than `limit`. */
  list(
    workspaceId: string,
    query: { limit: number; before?: Pick<IncidentRow, 'startedAt' | 'id'>; endpoint?: string },
  ): Promise<IncidentRow[]> {
    const about = query.endpoint === undefined ? Prisma.empty : Prisma.sql`AND "endpoint" = ${query.endpoint}`;
    const before =
      query.before === undefined
        ? Prisma.empty
        : Prisma.sql`WHERE ("startedAt", "id") < (${query.before.startedAt}, ${query.before.id}::uuid)`;
    return this.db.prisma.$queryRaw<IncidentRow[]>`
      SELECT * FROM (${grouped(Prisma.sql`"workspaceId" = ${workspaceId} ${about}`)}) incidents ${before}
      ORDER BY "startedAt" DESC, "id" DESC LIMIT ${query.limit + 1}`;
  }

  /** holding returns the incident that an alert belongs to; null for good news and strangers. */
  async holding(workspaceId: string, alertId: string): Promise<IncidentRow | null> {
    const sameThing = Prisma.sql`"workspaceId" = ${workspaceId} AND ${ABOUT} = (
      SELECT ${ABOUT} FROM "Alert" WHERE "id" = ${alertId}::uuid AND "workspaceId" = ${workspaceId})`;
    const [row] = await this.db.prisma.$queryRaw<IncidentRow[]>`
      SELECT * FROM (${grouped(sameThing)}) incidents WHERE ${alertId} = ANY("alertIds")`;
    return row ?? null;
  }

  /** happened returns numbered events of an endpoint in a span, and the notes of an incident whenever they were written, oldest first. Looks of monitors that change nothing are left out. */
  async happened({ workspaceId, endpoint, from, to, incidentId }: Happened): Promise<NumberedEvent[]> {
    const note = { kind: 'alerting.incident_noted', after: { path: ['incidentId'], equals: incidentId } };
    const around = { endpoint, at: { gte: from, lte: to }, kind: { not: 'monitoring.window_compared' } };
    const events = await this.db.prisma.event.findMany({
      where: { workspaceId, seq: { not: null }, OR: endpoint === null ? [note] : [note, around] },
      orderBy: { seq: 'asc' },
      take: MOST_EVENTS,
    });
    return events as NumberedEvent[];
  }
}

/** What an alert is about: its endpoint, or what it says without one. */
const ABOUT = Prisma.sql`COALESCE('endpoint ' || "endpoint", "dedupeKey")`;

/** An alert begins a new incident when every one before it was answered or over more than half an hour ago. */
const grouped = (where: Prisma.Sql): Prisma.Sql => Prisma.sql`
  WITH watched AS (SELECT *, ${ABOUT} AS "about" FROM "Alert" WHERE "severity" <> 'info' AND ${where}),
  dated AS (
    SELECT *, max(LEAST(COALESCE("resolvedAt", 'infinity'), COALESCE("acknowledgedAt", 'infinity'))) OVER (
      PARTITION BY "about" ORDER BY "startedAt", "id" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS "openUntil" FROM watched
  ),
  numbered AS (
    SELECT *, count(*) FILTER (WHERE "openUntil" IS NULL OR "startedAt" > "openUntil" + interval '30 minutes') OVER (
      PARTITION BY "about" ORDER BY "startedAt", "id") AS "nth" FROM dated
  )
  SELECT (array_agg("id" ORDER BY "startedAt", "id"))[1] AS "id", (array_agg("title" ORDER BY "startedAt", "id"))[1] AS "title", min("endpoint") AS "endpoint",
    CASE WHEN bool_or("severity" = 'critical') THEN 'critical' ELSE 'warning' END AS "severity",
    CASE WHEN bool_or("state" = 'firing') THEN 'firing' WHEN bool_or("state" = 'acknowledged') THEN 'acknowledged'
      WHEN bool_or("state" = 'silenced') THEN 'silenced' ELSE 'resolved' END AS "state",
    COALESCE(array_agg("did" ORDER BY "startedAt", "id") FILTER (WHERE "did" IS NOT NULL), '{}') AS "did",
    array_agg("id"::text ORDER BY "startedAt", "id") AS "alertIds", min("startedAt") AS "startedAt",
    CASE WHEN bool_and("resolvedAt" IS NOT NULL) THEN max("resolvedAt") END AS "endedAt"
  FROM numbered GROUP BY "about", "nth"`;
