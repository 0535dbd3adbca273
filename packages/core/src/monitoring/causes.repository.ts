import type { Redaction } from '@slipway/contracts';
import type { MomentBucket } from '@slipway/stats';
import type { Db } from '../kernel/db.js';
import type { ChangeMeasure } from './change-measure.js';
import { inClassOrder } from './class-order.repository.js';
import { EACH_CELL } from './each-cell.js';
import {
  IN_WINDOW,
  OF_ITS_WORKSPACE,
  watchedValues,
  WATCHED,
  type KnownOutcome,
  type Watched,
} from './feedback.repository.js';
import type { PredictedRow } from './estimate-performance.js';
import type { TimeWindow } from './window.js';

/** Resolution is how long the stretches are in which a change's beginning is looked for. */
export type Resolution = 'day' | 'hour' | 'minute';

/** TimedBucket is a bucket with the begin of its stretch. */
export interface TimedBucket extends MomentBucket {
  at: Date;
}

/** LoggedPrediction is a logged row with its event time and the version that answered. */
export interface LoggedPrediction extends PredictedRow {
  at: Date;
  versionId: string;
}

/** Each row has the same chance to be among the first, whenever it came; the same rows every time. */
const SHUFFLED = `ORDER BY hashtextextended(p."requestId"::text, p."row"), p."requestId", p."row"`;

const IN_WINDOWS = (from: number): string =>
  `EXISTS (SELECT 1 FROM unnest($${from}::timestamptz[], $${from + 1}::timestamptz[]) AS w("from", "to") WHERE p."at" >= w."from" AND p."at" < w."to")`;

/** CausesRepository reads what tells why a window is as it is: cells by time, logged rows, values by name. */
export class CausesRepository {
  constructor(private readonly db: Db) {}

  /** moments follows a measure of one feature through a stretch of time, by its cells: all rows count, logged or not. */
  async moments(
    of: { endpointId: string; baselineId: string; feature: string },
    { cells, counted }: ChangeMeasure,
    { from, to }: TimeWindow,
    resolution: Resolution,
  ): Promise<TimedBucket[]> {
    const { rows } = await this.db.pool.query<{ at: Date; rows: string; hits: string }>(
      `SELECT date_trunc($6, c."minute", 'UTC') AS "at", sum("pairs"[i + 1]) AS "rows",
         coalesce(sum("pairs"[i + 1]) FILTER (WHERE "pairs"[i] = ANY($7::int[])), 0) AS "hits"
       FROM "CellMinute" c, ${EACH_CELL}
       WHERE c."endpointId" = $1 AND c."baselineId" = $2 AND c."feature" = $3 AND c."minute" >= $4 AND c."minute" < $5 AND "pairs"[i] < $8
       GROUP BY 1 ORDER BY 1`,
      [of.endpointId, of.baselineId, of.feature, from, to, resolution, [...cells], counted],
    );
    return rows.map(({ at, ...row }) => ({
      at,
      rows: Number(row.rows),
      sum: Number(row.hits),
      squares: Number(row.hits),
    }));
  }

  /** logged are at most `limit` sampled predictions out of some windows, drawn evenly over them. */
  async logged(of: Watched, windows: readonly TimeWindow[], limit: number): Promise<LoggedPrediction[]> {
    const [from, to] = spanOf(windows);
    const { rows } = await this.db.pool.query<LoggedPrediction>(
      `SELECT p."at", p."versionId", coalesce(p."inputs", '{}') AS "inputs", p."output" FROM "PredictionRow" p
       WHERE ${WATCHED} AND ${IN_WINDOW} AND ${IN_WINDOWS(7)} ${SHUFFLED} LIMIT $6`,
      [...watchedValues(of, from), to, limit, windows.map((one) => one.from), windows.map((one) => one.to)],
    );
    return inClassOrder(this.db, of.endpointId, rows);
  }

  /** known are at most `limit` sampled predictions out of some windows whose outcomes are known, drawn evenly over them. */
  async known(
    of: Watched,
    windows: readonly TimeWindow[],
    limit: number,
  ): Promise<(KnownOutcome & PredictedRow & { at: Date })[]> {
    const [from, to] = spanOf(windows);
    const { rows } = await this.db.pool.query<KnownOutcome & PredictedRow & { at: Date }>(
      `SELECT p."at", coalesce(p."inputs", '{}') AS "inputs", p."output", f."actual"
       FROM "PredictionRow" p JOIN "Feedback" f USING ("requestId", "row")
       WHERE ${WATCHED} AND ${IN_WINDOW} AND ${OF_ITS_WORKSPACE} AND ${IN_WINDOWS(7)} ${SHUFFLED} LIMIT $6`,
      [...watchedValues(of, from), to, limit, windows.map((one) => one.from), windows.map((one) => one.to)],
    );
    return inClassOrder(this.db, of.endpointId, rows);
  }

  /** redactions are the rules by which an endpoint's log leaves out features or keeps digests of them. */
  async redactions(endpointId: string): Promise<readonly Redaction[]> {
    const select = { redactions: true };
    const row = await this.db.prisma.endpoint.findUnique({ where: { id: endpointId }, select });
    return (row?.redactions ?? []) as unknown as readonly Redaction[];
  }

  /** newValues are the most frequent logged values of a feature in a window that are not among `known`; a digest is none that anybody sent. */
  async newValues(
    of: Watched,
    { from, to }: TimeWindow,
    feature: string,
    known: readonly string[],
    limit: number,
  ): Promise<{ value: string; rows: number }[]> {
    const { rows } = await this.db.pool.query<{ value: string; rows: string }>(
      `SELECT left(p."inputs" ->> $6, 200) AS "value", count(*) AS "rows" FROM "PredictionRow" p
       WHERE ${WATCHED} AND p."at" < $5 AND p."inputs" ->> $6 IS NOT NULL AND NOT (p."inputs" ->> $6 = ANY($7::text[]))
         AND p."inputs" ->> $6 NOT LIKE 'hmac:%'
       GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $8`,
      [...watchedValues(of, from), to, feature, known, limit],
    );
    return rows.map(({ value, rows: count }) => ({ value, rows: Number(count) }));
  }
}

function spanOf(windows: readonly TimeWindow[]): [Date, Date] {
  const [from, to] = [windows.map((one) => one.from.getTime()), windows.map((one) => one.to.getTime())];
  return [new Date(Math.min(...from)), new Date(Math.max(...to))];
}
