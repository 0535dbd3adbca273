import type { Db } from '../kernel/db.js';
import { OF_ITS_WORKSPACE } from './feedback.repository.js';
import type { TimeWindow } from './window.js';

/** So many windows back outcomes are waited for: six weeks of hours. */
const LATE_WINDOWS = 1_000;
/** Of windows that were not estimated so many are tried again: an estimate needs outcomes of the window's own version, which may never come. */
const TO_ESTIMATE = 50;
/** What was written at the moment of the last look may have been committed after it, and a logged row may come after its outcome. */
const OVERLAP_SECONDS = 300;

/** LateWindows are windows that a monitor of performance could not measure when they closed, because their outcomes had not come. */
export class LateWindowsRepository {
  constructor(private readonly db: Db) {}

  /**
   * since finds those for which outcomes came after a time, or, where nothing could be estimated, the newest of those for whose earlier predictions
   * they came; all of them without a time. Oldest first, with the time up to which they were looked for: the next look goes on from there.
   */
  async since(
    monitor: { id: string; endpointId: string },
    readAt: Date | null,
  ): Promise<{ windows: TimeWindow[]; readAt: Date }> {
    const { rows } = await this.db.pool.query<{ readAt: Date; from: Date | null; to: Date }>(
      `WITH came AS MATERIALIZED (
         SELECT DISTINCT date_trunc('minute', p."at") AS "at" FROM "Feedback" f JOIN "PredictionRow" p USING ("requestId", "row")
         WHERE f."receivedAt" >= $3::timestamptz - make_interval(secs => $4) AND p."endpointId" = $1 AND p."inSample" AND ${OF_ITS_WORKSPACE}
       ), newest AS (
         SELECT * FROM "MonitorRun" WHERE "monitorId" = $2 ORDER BY "windowFrom" DESC LIMIT $5
       ), unmeasured AS (
         SELECT * FROM newest WHERE "metrics" = '[]' OR "state" = 'no_data'
       ), unestimated AS (
         SELECT "windowFrom", "windowTo" FROM unmeasured WHERE "metrics" = '[]' AND "estimates" = '[]'
           AND "windowTo" > (SELECT min("at") FROM came) ORDER BY "windowFrom" DESC LIMIT $6
       ), late AS (
         SELECT "windowFrom", "windowTo" FROM unmeasured WHERE $3::timestamptz IS NULL
           OR EXISTS (SELECT 1 FROM came WHERE "at" >= "windowFrom" AND "at" < "windowTo")
         UNION SELECT * FROM unestimated
       )
       SELECT now() AS "readAt", "windowFrom" AS "from", "windowTo" AS "to" FROM (SELECT 1) one LEFT JOIN late ON true ORDER BY "windowFrom"`,
      [monitor.endpointId, monitor.id, readAt, OVERLAP_SECONDS, LATE_WINDOWS, TO_ESTIMATE],
    );
    const windows = rows.flatMap(({ from, to }) => (from === null ? [] : [{ from, to }]));
    return { windows, readAt: rows[0]!.readAt };
  }

  /** read notes up to when outcomes were looked at, unless what is measured changed since `before`; it is no change of the monitor. */
  async read(monitorId: string, before: Date | null, at: Date): Promise<void> {
    await this.db.pool.query(
      `UPDATE "Monitor" SET "outcomesReadAt" = $3 WHERE "id" = $1 AND "outcomesReadAt" IS NOT DISTINCT FROM $2`,
      [monitorId, before, at],
    );
  }
}
