import type { Db } from '../kernel/db.js';
import { costPer1000, readCosts } from '../serving/index.js';

/** SystemNumbers are what an operator's own dashboards show of the rows: the queue, the rollouts and the drift of the moment. */
export interface SystemNumbers {
  jobs: { queue: string; state: 'waiting' | 'running'; count: number; oldestSeconds: number }[];
  /** Rollouts under way; `share` is the candidate's part of the traffic, 0 to 1. */
  rollouts: { workspace: string; endpoint: string; strategy: string; state: string; share: number }[];
  /** Newest closed window of each enabled monitor; `effect` is KS D or total variation, 0 to 1, and `drifted` the verdict. */
  drift: { workspace: string; monitor: string; feature: string; effect: number; drifted: boolean }[];
  /** Cost of 1,000 predictions of the last hour, by endpoint and version, where a price of a replica-hour is known. */
  costs: { workspace: string; endpoint: string; version: string; per1000: number }[];
}

const COST_WINDOW_MS = 3_600_000;

/** A monitor of a thousand features must not become a thousand series: its largest distances say enough. */
const FEATURES_PER_MONITOR = 20;

/** readSystemNumbers reads them across all workspaces; it throws when the database does not answer. */
export async function readSystemNumbers(db: Db, now: Date): Promise<SystemNumbers> {
  const { prisma } = db;
  const [jobs, rollouts, drift, used] = await Promise.all([
    prisma.$queryRaw<SystemNumbers['jobs']>`
      SELECT "queue", "state", count(*)::int AS "count",
        greatest(0, extract(epoch FROM now() - min(coalesce("startedAt", "runAt"))))::float8 AS "oldestSeconds"
      FROM "Job" WHERE "state" = 'running' OR "state" = 'waiting' AND "runAt" <= now() GROUP BY "queue", "state"`,
    prisma.$queryRaw<SystemNumbers['rollouts']>`
      SELECT "workspaceId" AS "workspace", "endpoint", "strategy", "state", ("wantedBp" / 10000.0)::float8 AS "share"
      FROM "Rollout" WHERE "endedAt" IS NULL`,
    prisma.$queryRaw<SystemNumbers['drift']>`
      SELECT "Monitor"."workspaceId" AS "workspace", "Monitor"."name" AS "monitor", largest.*
      FROM "Monitor"
      CROSS JOIN LATERAL (
        SELECT "features" FROM "MonitorRun" WHERE "monitorId" = "Monitor"."id" ORDER BY "windowFrom" DESC LIMIT 1) AS newest
      CROSS JOIN LATERAL (
        SELECT one->>'feature' AS "feature", (one->>'effect')::float8 AS "effect", one->>'verdict' = 'drift' AS "drifted"
        FROM jsonb_array_elements(newest."features") AS one
        WHERE one->>'effect' IS NOT NULL ORDER BY 2 DESC, 1 LIMIT ${FEATURES_PER_MONITOR}) AS largest
      WHERE "Monitor"."enabled"`,
    readCosts(db, new Date(now.getTime() - COST_WINDOW_MS), now),
  ]);
  const costs = used.flatMap((row) => {
    const per1000 = costPer1000(row);
    const { workspace, endpoint, version } = row;
    return per1000 === null ? [] : [{ workspace, endpoint, version: String(version), per1000 }];
  });
  return { jobs, rollouts, drift, costs };
}
