import type { MetricCounts, ValueSummary } from '@slipway/contracts';
import type { Db } from '../kernel/db.js';
import { pairedByConfig, type DrawnShare, type OfVersion } from '../serving/index.js';
import { firstIdAt } from './outcomes.repository.js';
import type { RolloutRow } from './rollouts.repository.js';

type Asked = Pick<RolloutRow, 'workspaceId' | 'endpointId' | 'firstConfig' | 'startedAt'>;
type SummaryRow = OfVersion & ValueSummary & { metric: string };

/** MetricsRepository sums up the business metrics of a rollout's predictions. */
export class MetricsRepository {
  constructor(private readonly db: Db) {}

  /**
   * summaries are the values of some metrics by version and config, of predictions since the rollout's start that were drawn by lot and are in the sample
   * of the log. The unit is a request, or the key that sent several, with the first value that came in, so that later ones never move what was counted.
   */
  summaries(
    { workspaceId, endpointId, firstConfig, startedAt }: Asked,
    names: readonly string[],
  ): Promise<SummaryRow[]> {
    return this.db.prisma.$queryRaw<SummaryRow[]>`
      WITH units AS (
        SELECT DISTINCT ON (m."metric", coalesce(p."key", p."requestId"::text)) m."metric", m."value", p."configNumber", p."versionId"
        FROM "MetricValue" m JOIN "PredictionRow" p ON p."requestId" = m."requestId" AND p."row" = m."row"
        WHERE m."workspaceId" = ${workspaceId} AND m."metric" = ANY(${names}) AND m."requestId" >= ${firstIdAt(startedAt)}::uuid
          AND p."endpointId" = ${endpointId}::uuid AND p."configNumber" >= ${firstConfig} AND p."isDrawn" AND p."inSample"
        ORDER BY m."metric", coalesce(p."key", p."requestId"::text), m."receivedAt", m."requestId", m."row"
      )
      SELECT "metric", "configNumber", "versionId", count(*)::int AS "units", avg("value") AS "mean", var_pop("value") AS "variance"
      FROM units GROUP BY 1, 2, 3`;
  }
}

const NO_VALUES: ValueSummary = { units: 0, mean: 0, variance: 0 };

/** metricCounts sets the values of stable and one candidate beside each other. */
export function metricCounts(
  names: readonly string[],
  rows: readonly SummaryRow[],
  shares: ReadonlyMap<number, DrawnShare>,
): MetricCounts[] {
  return names.map((name) => ({
    name,
    segments: pairedByConfig(
      shares,
      rows.filter(({ metric }) => metric === name),
      (row) => (row === undefined ? NO_VALUES : { units: row.units, mean: row.mean, variance: row.variance }),
    ),
  }));
}
