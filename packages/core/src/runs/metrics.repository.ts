import type { Db } from '../kernel/db.js';

/** MetricPoint is one value of a metric; step and time as the client says them. */
export interface MetricPoint {
  key: string;
  value: number;
  timestamp: number;
  step: number;
}

/** SeriesPoint is a point of a metric as it is drawn: `low` and `high` are the extremes of the points that it stands for. */
export interface SeriesPoint {
  step: number;
  timestamp: number;
  value: number;
  low: number;
  high: number;
}

/** MetricsRepository keeps every point of every metric and, with the same statement, the newest of each. */
export class MetricsRepository {
  constructor(private readonly db: Db) {}

  /**
   * addPoints appends points in one round trip; a point that is there already stays once. The newest point of a metric is the one with the
   * largest step, then time, then value, whatever the order in which they come.
   */
  async addPoints(runId: string, points: readonly MetricPoint[]): Promise<void> {
    if (points.length === 0) return;
    await this.db.pool.query({
      name: 'add_metric_points',
      text: `WITH given AS (
          SELECT DISTINCT * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::float8[]) AS p(key, step, timestamp, value)
        ), kept AS (
          INSERT INTO "MetricPoint" ("runId", "key", "step", "timestamp", "value")
          SELECT $1, key, step, timestamp, value FROM given ON CONFLICT DO NOTHING
        )
        INSERT INTO "RunMetric" ("runId", "key", "step", "timestamp", "value")
        SELECT DISTINCT ON (key) $1, key, step, timestamp, value FROM given ORDER BY key, step DESC, timestamp DESC, value DESC
        ON CONFLICT ("runId", "key") DO UPDATE
        SET "step" = EXCLUDED."step", "timestamp" = EXCLUDED."timestamp", "value" = EXCLUDED."value"
        WHERE (EXCLUDED."step", EXCLUDED."timestamp", EXCLUDED."value") >
              ("RunMetric"."step", "RunMetric"."timestamp", "RunMetric"."value")`,
      values: [
        runId,
        points.map(({ key }) => key),
        points.map(({ step }) => step),
        points.map(({ timestamp }) => timestamp),
        points.map(({ value }) => value),
      ],
    });
  }

  /** history pages through the points of a metric in the order of MLflow: by time, step, value. */
  async history(
    runId: string,
    key: string,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<MetricPoint[]> {
    const { rows } = await this.db.pool.query<MetricRow>(
      `SELECT "key", "step", "timestamp", "value" FROM "MetricPoint" WHERE "runId" = $1 AND "key" = $2
       ORDER BY "timestamp", "step", "value" LIMIT $3 OFFSET $4`,
      [runId, key, limit, offset],
    );
    return rows.map(pointOf);
  }

  /** series is a metric over its steps in at most `most` points, each with the extremes of what it stands for, so that no peak is lost. */
  async series(runId: string, key: string, most: number): Promise<SeriesPoint[]> {
    const { rows } = await this.db.pool.query<MetricRow & { low: number; high: number }>(
      `SELECT max("step") AS "step", max("timestamp") AS "timestamp", min("value") AS "low", max("value") AS "high",
              (array_agg("value" ORDER BY "step" DESC, "timestamp" DESC))[1] AS "value"
       FROM (SELECT *, ntile($3::int) OVER (ORDER BY "step", "timestamp", "value") AS part
             FROM "MetricPoint" WHERE "runId" = $1 AND "key" = $2) AS points
       GROUP BY part ORDER BY part`,
      [runId, key, most],
    );
    return rows.map((row) => ({ ...pointOf(row), low: row.low, high: row.high }));
  }
}

interface MetricRow {
  key: string;
  step: string;
  timestamp: string;
  value: number;
}

const pointOf = ({ key, step, timestamp, value }: MetricRow): MetricPoint => ({
  key,
  value,
  timestamp: Number(timestamp),
  step: Number(step),
});
