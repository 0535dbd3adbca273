import type { Db } from '../kernel/db.js';
import { OF_ITS_WORKSPACE } from './feedback.repository.js';
import type { TimeWindow } from './window.js';

/** So many windows back outcomes are waited for: six weeks of hours. */
const LATE_WINDOWS = 1_000;
/** What was written at the moment of the last look may have been committed after it. */
const OVERLAP_SECONDS = 60;

/** LateWindows are windows that a monitor of performance could not measure when they closed, because their outcomes had not come. */
export class LateWindowsRepository {
  constructor(private readonly db: Db) {}

  /**
   * since finds those for which outcomes came after a time, or, where nothing could be estimated, for predictions before them; all of them
   * without a time. Oldest first, with the time up to which they were looked for: the next look goes on from there.
   */
  async since(
    monitor: { id: string; endpointId: string },
    readAt: Date | null,
  ): Promise<{ windows: TimeWindow[]; readAt: Date }> {
    const { rows } = await this.db.pool.query<{ readAt: Date; from: Date | null; to: Date }>(
      `WITH came AS MATERIALIZED (
         SELECT p."at" FROM "Feedback" f JOIN "PredictionRow" p USING ("requestId", "row")
         WHERE f."receivedAt" >= $3::timestamptz - make_interval(secs => $4) AND p."endpointId" = $1 AND p."inSample" AND ${OF_ITS_WORKSPACE}
       ), newest AS (
         SELECT * FROM "MonitorRun" WHERE "monitorId" = $2 ORDER BY "windowFrom" DESC LIMIT $5
       ), late AS (
         SELECT "windowFrom", "windowTo" FROM newest WHERE "metrics" = '[]' AND ($3::timestamptz IS NULL
           OR EXISTS (SELECT 1 FROM came WHERE "at" >= "windowFrom" AND "at" < "windowTo")
           OR "estimates" = '[]' AND "windowTo" > (SELECT min("at") FROM came))
       )
       SELECT now() AS "readAt", "windowFrom" AS "from", "windowTo" AS "to" FROM (SELECT 1) one LEFT JOIN late ON true ORDER BY "windowFrom"`,
      [monitor.endpointId, monitor.id, readAt, OVERLAP_SECONDS, LATE_WINDOWS],
    );
    const windows = rows.flatMap(({ from, to }) => (from === null ? [] : [{ from, to }]));
    return { windows, readAt: rows[0]!.readAt };
  }

  /** read notes up to when outcomes were looked at; it is no change of the monitor. */
  async read(monitorId: string, at: Date): Promise<void> {
    await this.db.pool.query(`UPDATE "Monitor" SET "outcomesReadAt" = $2 WHERE "id" = $1`, [monitorId, at]);
  }
}
