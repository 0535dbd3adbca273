import type { RolloutPolicy } from '@slipway/contracts';
import type { Db } from '../kernel/db.js';
import type { CountedRow } from '../serving/index.js';
import { uuidTime } from '../kernel/uuid.js';
import type { RolloutRow } from './rollouts.repository.js';

type Asked = Pick<RolloutRow, 'workspaceId' | 'endpointId' | 'firstConfig' | 'startedAt'>;

/** OutcomesRepository counts which predictions of a rollout turned out wrong. */
export class OutcomesRepository {
  constructor(private readonly db: Db) {}

  /**
   * wrong counts predictions since the rollout's start whose outcome is known. The unit is a request, or the key that sent several, counted once at the
   * first outcome that came in, and once as an event at the first wrong one, so that later outcomes never move what was counted. Only requests drawn by
   * lot count, and only those that are in the sample of the log, since failures are logged besides.
   */
  wrong(
    { workspaceId, endpointId, firstConfig, startedAt }: Asked,
    { positive, wrongBeyond }: RolloutPolicy['outcomes'],
  ): Promise<CountedRow[]> {
    const first = firstIdAt(startedAt);
    return this.db.prisma.$queryRaw<CountedRow[]>`
      WITH known AS (
        SELECT p."configNumber", p."versionId", coalesce(p."key", p."requestId"::text) AS "unit", f."receivedAt", f."row",
          CASE
            WHEN p."output" ? 'label' THEN p."output"->>'label' <> f."actual"
            WHEN jsonb_typeof(p."output"->'score') = 'number' THEN ((p."output"->>'score')::float8 >= 0.5) <> (f."actual" = ANY(${positive}))
            WHEN jsonb_typeof(p."output"->'value') = 'number' AND f."actual" ~ ${NUMBER}
              THEN abs((p."output"->>'value')::float8 - f."actual"::float8) > ${wrongBeyond ?? null}::float8
          END AS "isWrong"
        FROM "Feedback" f JOIN "PredictionRow" p ON p."requestId" = f."requestId" AND p."row" = f."row"
        WHERE f."workspaceId" = ${workspaceId} AND f."requestId" >= ${first}::uuid
          AND p."endpointId" = ${endpointId}::uuid AND p."configNumber" >= ${firstConfig} AND p."isDrawn" AND p."inSample"
      ),
      units AS (SELECT DISTINCT ON ("unit") * FROM known WHERE "isWrong" IS NOT NULL ORDER BY "unit", "receivedAt", "row"),
      events AS (SELECT DISTINCT ON ("unit") * FROM known WHERE "isWrong" ORDER BY "unit", "receivedAt", "row")
      SELECT "configNumber", "versionId", sum("units")::int AS "units", sum("events")::int AS "events" FROM (
        SELECT "configNumber", "versionId", 1 AS "units", 0 AS "events" FROM units
        UNION ALL SELECT "configNumber", "versionId", 0, 1 FROM events
      ) counted GROUP BY 1, 2`;
  }
}

/** firstIdAt is the smallest request id that a prediction at or after a time can have. */
export const firstIdAt = (at: Date): string => `${uuidTime(at.getTime())}-0000-0000-000000000000`;

/** What PostgreSQL reads as a number, and nothing that it refuses. */
const NUMBER = '^\\s*[-+]?[0-9]{1,100}(\\.[0-9]{1,100})?([eE][-+]?[0-9]{1,2})?\\s*$';
