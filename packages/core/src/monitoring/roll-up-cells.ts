import type { WindowSize } from '@slipway/contracts';
import type { Db } from '../kernel/db.js';
import { EACH_CELL } from './each-cell.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Of merged rows the boot is this one, and the sequence says how far they are merged. */
const MERGED = '00000000-0000-0000-0000-000000000000';

/** What was counted longer ago than `afterMs` is merged into one row a feature and unit. Late rows have ten minutes to come in before. */
const LEVELS = [
  { level: 1, unit: 'minute', lengthMs: MINUTE_MS, afterMs: 10 * MINUTE_MS },
  { level: 2, unit: 'hour', lengthMs: 60 * MINUTE_MS, afterMs: 2 * DAY_MS },
  { level: 3, unit: 'day', lengthMs: DAY_MS, afterMs: 63 * DAY_MS },
] as const;
const KEPT_MS = 400 * DAY_MS;
const BUCKETS_A_PASS = 500;

/** Hours are kept four weeks longer than windows of an hour are looked at, because a seasonal reference reads them. */
const LOOKED_AT_MS: Partial<Record<WindowSize, number>> = { minute: 2 * DAY_MS, hour: 35 * DAY_MS };

/** keptFrom is from when on windows of a size can be told apart by their cells: before, cells are merged into longer stretches, or gone. */
export function keptFrom(size: WindowSize, lastAt: Date): Date {
  return new Date(lastAt.getTime() - (LOOKED_AT_MS[size] ?? KEPT_MS - DAY_MS));
}

/**
 * rollUpCells merges counts that are old by their endpoint's own event time: flushes into minutes at once, minutes into hours after two days,
 * hours into days after nine weeks; days are kept for 400. Sums stay exact, and what came late is merged with the rest. Returns how many
 * stretches it merged; passes beside each other leave the work to one of them.
 */
export async function rollUpCells(db: Db): Promise<number> {
  const endpoints = await db.prisma.watermark.findMany({ select: { endpointId: true, lastAt: true } });
  let merged = 0;
  for (const { endpointId, lastAt } of endpoints) {
    for (const { level, unit, lengthMs, afterMs } of LEVELS) {
      const until = new Date(Math.floor((lastAt.getTime() - afterMs) / lengthMs) * lengthMs);
      const waiting = await db.pool.query<{ at: Date }>(
        `SELECT DISTINCT date_trunc($3, "minute", 'UTC') AS "at" FROM "CellMinute"
         WHERE "endpointId" = $1 AND "minute" < $2 AND ("gatewayBoot" <> $4 OR "sequence" < $5) ORDER BY 1 LIMIT $6`,
        [endpointId, until, unit, MERGED, level, BUCKETS_A_PASS],
      );
      for (const { at } of waiting.rows)
        merged += await merge(db, endpointId, at, new Date(at.getTime() + lengthMs), level);
    }
    await db.pool.query(`DELETE FROM "CellMinute" WHERE "endpointId" = $1 AND "minute" < $2`, [
      endpointId,
      new Date(lastAt.getTime() - KEPT_MS),
    ]);
  }
  return merged;
}

/** One statement: whoever reads meanwhile sees the rows before or the row after, never both. */
async function merge(db: Db, endpointId: string, from: Date, to: Date, level: number): Promise<number> {
  return db.transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<{ held: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(hashtext('slipway_cells'), hashtext(${endpointId})) AS "held"`;
    if (lock?.held !== true) return 0;
    return tx.$executeRawUnsafe(
      `WITH gone AS (
        DELETE FROM "CellMinute" WHERE "endpointId" = $1::uuid AND "minute" >= $2::timestamptz AND "minute" < $3::timestamptz RETURNING *
      ), cells AS (
        SELECT c."baselineId", c."feature", "pairs"[i] AS "cell", sum("pairs"[i + 1])::int AS "count"
        FROM gone c, ${EACH_CELL} GROUP BY 1, 2, 3
      )
      INSERT INTO "CellMinute" ("endpointId", "baselineId", "feature", "minute", "gatewayBoot", "sequence", "rows", "counts")
      SELECT $1::uuid, "baselineId", "feature", $2::timestamptz, $4::uuid, $5::int, (sum("value") FILTER (WHERE "place" = 1))::int,
        array_agg("value" ORDER BY "cell", "place")
      FROM cells, LATERAL (VALUES (0, "cell"), (1, "count")) AS pair("place", "value")
      GROUP BY "baselineId", "feature"`,
      endpointId,
      from,
      to,
      MERGED,
      level,
    );
  });
}
