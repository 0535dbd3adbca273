import type { Db } from '../kernel/db.js';

/** StoredMetric is one value of a business metric that a prediction brought. */
export interface StoredMetric {
  metric: string;
  requestId: string;
  row: number;
  value: number;
}

/** MetricValuesRepository keeps business metrics beside ground truth. */
export class MetricValuesRepository {
  constructor(private readonly db: Db) {}

  /** save writes many values at once and tells how many were new: the first value of a prediction counts, so that what was judged never changes. */
  async save(workspaceId: string, values: readonly StoredMetric[]): Promise<number> {
    if (values.length === 0) return 0;
    const { rowCount } = await this.db.pool.query(
      `INSERT INTO "MetricValue" ("workspaceId", "metric", "requestId", "row", "value")
       SELECT $1, * FROM unnest($2::text[], $3::uuid[], $4::int[], $5::float8[]) ON CONFLICT DO NOTHING`,
      [
        workspaceId,
        values.map(({ metric }) => metric),
        values.map(({ requestId }) => requestId),
        values.map(({ row }) => row),
        values.map(({ value }) => value),
      ],
    );
    return rowCount ?? 0;
  }
}
