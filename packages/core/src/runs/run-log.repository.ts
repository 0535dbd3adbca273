import type { Db } from '../kernel/db.js';
import type { MetricPoint } from './metrics.repository.js';

/** Logged is what a run logs in one call; all of it or nothing. */
export interface Logged {
  metrics: readonly MetricPoint[];
  params: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
}

/** LogOutcome is what became of it: `changed` names a parameter that has another value already. Only `logged` has written anything. */
export type LogOutcome = 'logged' | 'no run' | 'deleted run' | { changed: string; old: string };

interface LogRow {
  deleted: boolean;
  changed: { key: string; old: string } | null;
}

/**
 * RunLogRepository writes what runs log, in one statement and one round trip. The lock on the run lets those who log to it at the same time
 * wait for each other, so that no two set one parameter and none stands in the other's way for good.
 */
export class RunLogRepository {
  constructor(private readonly db: Db) {}

  /**
   * log appends points and sets parameters and tags; a point that is there already stays once. The newest point of a metric is the one with
   * the largest step, then time, then value, whatever the order in which they come. The tag mlflow.runName names the run.
   */
  async log(workspaceId: string, runId: string, { metrics, params, tags }: Logged): Promise<LogOutcome> {
    const { rows } = await this.db.pool.query<LogRow>({
      name: 'log_to_run',
      text: LOG,
      values: [
        runId,
        workspaceId,
        JSON.stringify(params),
        JSON.stringify(tags),
        metrics.map(({ key }) => key),
        metrics.map(({ step }) => step),
        metrics.map(({ timestamp }) => timestamp),
        metrics.map(({ value }) => value),
      ],
    });
    const row = rows[0];
    if (row === undefined) return 'no run';
    if (row.deleted) return 'deleted run';
    return row.changed === null ? 'logged' : { changed: row.changed.key, old: row.changed.old };
  }
}

const LOG = `
  WITH run AS (
    SELECT "id", "params", "deletedAt" FROM "Run" WHERE "id" = $1 AND "workspaceId" = $2 FOR NO KEY UPDATE
  ), changed AS (
    SELECT given.key, run."params"->>given.key AS old FROM run, jsonb_each_text($3::jsonb) AS given
    WHERE run."params"->>given.key <> given.value LIMIT 1
  ), open AS (
    SELECT "id" FROM run WHERE "deletedAt" IS NULL AND NOT EXISTS (SELECT 1 FROM changed)
  ), said AS (
    UPDATE "Run" SET "params" = "Run"."params" || $3::jsonb, "tags" = "Run"."tags" || $4::jsonb,
      "name" = coalesce(nullif($4::jsonb->>'mlflow.runName', ''), "Run"."name")
    FROM open WHERE "Run"."id" = open."id" AND ($3::jsonb <> '{}' OR $4::jsonb <> '{}')
  ), given AS (
    SELECT DISTINCT open."id", point.* FROM open,
      unnest($5::text[], $6::bigint[], $7::bigint[], $8::float8[]) AS point(key, step, timestamp, value)
  ), kept AS (
    INSERT INTO "MetricPoint" ("runId", "key", "step", "timestamp", "value")
    SELECT id, key, step, timestamp, value FROM given ON CONFLICT DO NOTHING
  ), newest AS (
    INSERT INTO "RunMetric" ("runId", "key", "step", "timestamp", "value")
    SELECT DISTINCT ON (key) id, key, step, timestamp, value FROM given ORDER BY key, step DESC, timestamp DESC, value DESC
    ON CONFLICT ("runId", "key") DO UPDATE
    SET "step" = EXCLUDED."step", "timestamp" = EXCLUDED."timestamp", "value" = EXCLUDED."value"
    WHERE (EXCLUDED."step", EXCLUDED."timestamp", EXCLUDED."value") >
          ("RunMetric"."step", "RunMetric"."timestamp", "RunMetric"."value")
  )
  SELECT "deletedAt" IS NOT NULL AS deleted, (SELECT to_jsonb(changed) FROM changed) AS changed FROM run`;
