import type { Db } from '../kernel/db.js';

/** MetricPoint is one value of a metric; step and time as the client says them. */
export interface MetricPoint {
  key: string;
  value: number;
  timestamp: number;
  step: number;
}

/** PointOfRun is a value of a metric and the run that logged it. */
export interface PointOfRun extends MetricPoint {
  runId: string;
}

/** SeriesPoint is a point of a metric as it is drawn: `low` and `high` are the extremes of the points that it stands for. */
export interface SeriesPoint {
  step: number;
  timestamp: number;
  value: number;
  low: number;
  high: number;
}

/** MetricsRepository reads the points of metrics; RunLogRepository writes them. */
export class MetricsRepository {
  constructor(private readonly db: Db) {}

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

  /** histories are the first `limit` points of a metric in several runs of a workspace, run by run. */
  async histories(workspaceId: string, runIds: readonly string[], key: string, limit: number): Promise<PointOfRun[]> {
    const { rows } = await this.db.pool.query<MetricRow & { runId: string }>(
      `SELECT p.* FROM "MetricPoint" p JOIN "Run" r ON r."id" = p."runId"
       WHERE r."workspaceId" = $1 AND p."runId" = ANY($2::text[]) AND p."key" = $3
       ORDER BY p."runId", p."timestamp", p."step", p."value" LIMIT $4`,
      [workspaceId, [...runIds], key, limit],
    );
    return rows.map((row) => ({ ...pointOf(row), runId: row.runId }));
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
