import type { RowSlice } from '@slipway/contracts';
import type { Db } from '../kernel/db.js';
import { evenlyDrawn, inSlice, sliceJson } from '../serving/index.js';
import { inClassOrder } from './class-order.repository.js';
import type { PredictedRow } from './estimate-performance.js';
import type { TimeWindow } from './window.js';

/** StoredFeedback is one row's ground truth. */
export interface StoredFeedback {
  requestId: string;
  row: number;
  actual: string;
  at: Date;
}

/** OF_ITS_WORKSPACE keeps outcomes to the workspace of the endpoint `$1`: whoever knows an id of another one must not say what came of it. */
export const OF_ITS_WORKSPACE = `f."workspaceId" = (SELECT "workspaceId" FROM "Endpoint" WHERE "id" = $1)`;

/** Watched are the rows of an endpoint that a monitor looks at. */
export interface Watched {
  endpointId: string;
  slice: RowSlice | null;
}

/** WATCHED are sampled predictions that were answered, of the slice `$2` and `$3` where one is asked for, from `$4` on. */
export const WATCHED = `p."endpointId" = $1 AND p."inSample" AND p."status" < 400 AND p."output" IS NOT NULL
  AND ${inSlice('$2', '$3')} AND p."at" >= $4`;

/** IN_WINDOW are those of WATCHED before `$5`, at the one share that was logged in the whole window. */
export const IN_WINDOW = `p."at" < $5 AND ${evenlyDrawn('$4', '$5')}`;

/** watchedValues are the first four parameters of WATCHED. */
export const watchedValues = ({ endpointId, slice }: Watched, from: Date): unknown[] => [
  endpointId,
  slice?.feature ?? null,
  sliceJson(slice),
  from,
];

/** FeedbackRepository keeps ground truth and joins it with logged predictions. */
export class FeedbackRepository {
  constructor(private readonly db: Db) {}

  /** save writes many items at once; the last one of a row wins. It tells how many replaced a stored one, and how many said otherwise than one before, stored or given. */
  async save(
    workspaceId: string,
    items: readonly StoredFeedback[],
  ): Promise<{ replaced: number; contradicted: number }> {
    const newest = new Map<string, StoredFeedback>();
    let contradicted = 0;
    for (const item of items) {
      const before = newest.get(`${item.requestId}/${item.row}`);
      if (before !== undefined && before.actual !== item.actual) contradicted += 1;
      newest.set(`${item.requestId}/${item.row}`, item);
    }
    const rows = [...newest.values()];
    const { rows: replaced } = await this.db.pool.query<{ differs: boolean }>(
      `WITH given AS (SELECT * FROM unnest($2::uuid[], $3::int[], $4::text[], $5::timestamptz[]) AS g("requestId", "row", "actual", "at")),
       before AS (SELECT f."actual" <> g."actual" AS "differs" FROM "Feedback" f JOIN given g USING ("requestId", "row") WHERE f."workspaceId" = $1),
       written AS (
         INSERT INTO "Feedback" ("workspaceId", "requestId", "row", "actual", "at") SELECT $1, * FROM given
         ON CONFLICT ("workspaceId", "requestId", "row") DO UPDATE SET "actual" = excluded."actual", "at" = excluded."at", "receivedAt" = now())
       SELECT "differs" FROM before`,
      [
        workspaceId,
        rows.map((i) => i.requestId),
        rows.map((i) => i.row),
        rows.map((i) => i.actual),
        rows.map((i) => i.at),
      ],
    );
    return { replaced: replaced.length, contradicted: contradicted + replaced.filter(({ differs }) => differs).length };
  }

  /** lastOfKeys finds for each key of an endpoint the last logged prediction at or before a time, or null, in the order given. */
  async lastOfKeys(
    wanted: readonly { endpointId: string; key: string; at: Date }[],
  ): Promise<({ requestId: string; row: number } | null)[]> {
    if (wanted.length === 0) return [];
    const { rows } = await this.db.pool.query<{ requestId: string | null; row: number }>(
      `SELECT p."requestId", p."row" FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) WITH ORDINALITY AS w("endpointId", "key", "at", "place")
       LEFT JOIN LATERAL (
         SELECT "requestId", "row" FROM "PredictionRow" p
         WHERE p."endpointId" = w."endpointId" AND p."key" = w."key" AND p."at" <= w."at" AND p."status" < 400 AND p."row" IS NOT NULL
         ORDER BY p."at" DESC, p."requestId" DESC LIMIT 1) p ON true
       ORDER BY w."place"`,
      [wanted.map((one) => one.endpointId), wanted.map((one) => one.key), wanted.map((one) => one.at)],
    );
    return rows.map(({ requestId, row }) => (requestId === null ? null : { requestId, row }));
  }

  /** matched counts items whose prediction is in the workspace's log. */
  async matched(workspaceId: string, items: readonly Pick<StoredFeedback, 'requestId' | 'row'>[]): Promise<number> {
    const { rows } = await this.db.pool.query<{ count: string }>(
      `SELECT count(*) AS "count" FROM unnest($2::uuid[], $3::int[]) AS f("requestId", "row")
       JOIN "PredictionRow" p USING ("requestId", "row") JOIN "Endpoint" e ON e."id" = p."endpointId" WHERE e."workspaceId" = $1`,
      [workspaceId, items.map((i) => i.requestId), items.map((i) => i.row)],
    );
    return Number(rows[0]?.count ?? 0);
  }

  /** outcomes are the sampled predictions of a window with their outcomes, as far as they are known, and how many predictions there were. */
  async outcomes(of: Watched, { from, to }: TimeWindow): Promise<{ outcomes: KnownOutcome[]; predictions: number }> {
    const known = await this.db.pool.query<KnownOutcome>(
      `SELECT p."output", f."actual" FROM "PredictionRow" p JOIN "Feedback" f USING ("requestId", "row")
       WHERE ${WATCHED} AND ${IN_WINDOW} AND ${OF_ITS_WORKSPACE}`,
      [...watchedValues(of, from), to],
    );
    const all = await this.db.pool.query<{ count: string }>(
      `SELECT count(*) AS "count" FROM "PredictionRow" p WHERE ${WATCHED} AND ${IN_WINDOW}`,
      [...watchedValues(of, from), to],
    );
    const outcomes = await inClassOrder(this.db, of.endpointId, known.rows);
    return { outcomes, predictions: Number(all.rows[0]?.count ?? 0) };
  }

  /** predicted are at most `limit` sampled predictions of a window by the version that made most of them, outcomes or not; null without any. */
  async predicted(
    of: Watched,
    { from, to }: TimeWindow,
    limit: number,
  ): Promise<{ versionId: string | null; rows: PredictedRow[] }> {
    const { rows: versions } = await this.db.pool.query<{ versionId: string }>(
      `SELECT p."versionId" FROM "PredictionRow" p WHERE ${WATCHED} AND ${IN_WINDOW} GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`,
      [...watchedValues(of, from), to],
    );
    const versionId = versions[0]?.versionId ?? null;
    if (versionId === null) return { versionId, rows: [] };
    const { rows } = await this.db.pool.query<PredictedRow>(
      `SELECT coalesce(p."inputs", '{}') AS "inputs", p."output" FROM "PredictionRow" p
       WHERE ${WATCHED} AND ${IN_WINDOW} AND p."versionId" = $6 ORDER BY p."requestId", p."row" LIMIT $7`,
      [...watchedValues(of, from), to, versionId, limit],
    );
    return { versionId, rows: await inClassOrder(this.db, of.endpointId, rows) };
  }

  /** outcomesBefore are the last `limit` predictions of a version before a time whose outcomes are known. */
  async outcomesBefore(
    of: Watched,
    versionId: string,
    before: Date,
    limit: number,
  ): Promise<(KnownOutcome & PredictedRow)[]> {
    const { rows } = await this.db.pool.query<KnownOutcome & PredictedRow>(
      `SELECT "inputs", "output", "actual" FROM (
         SELECT last.*, min("keepRate") OVER () AS "least" FROM (
           SELECT coalesce(p."inputs", '{}') AS "inputs", p."output", f."actual", p."at", p."draw", p."keepRate"
           FROM "PredictionRow" p JOIN "Feedback" f USING ("requestId", "row")
           WHERE ${WATCHED} AND p."at" < $5 AND p."versionId" = $6 AND ${OF_ITS_WORKSPACE} ORDER BY p."at" DESC LIMIT $7) last) drawn
       WHERE "draw" < "least" ORDER BY "at" DESC`,
      [...watchedValues(of, new Date(0)), before, versionId, limit],
    );
    return inClassOrder(this.db, of.endpointId, rows);
  }

  /** labelled reads logged rows with their ground truth by event time, a batch after the given key. */
  async labelled(
    endpointId: string,
    from: Date,
    to: Date,
    after: { at: Date; requestId: string; row: number } | null,
    limit: number,
  ): Promise<LabelledRow[]> {
    const { rows } = await this.db.pool.query<LabelledRow>(
      `SELECT p."at", p."requestId", p."row", p."inputs", f."actual" FROM "PredictionRow" p JOIN "Feedback" f USING ("requestId", "row")
       WHERE p."endpointId" = $1 AND p."inSample" AND p."status" < 400 AND p."inputs" IS NOT NULL AND p."at" >= $2 AND p."at" < $3
         AND ${evenlyDrawn('$2', '$3')} AND ${OF_ITS_WORKSPACE} AND ($4::timestamptz IS NULL OR (p."at", p."requestId", p."row") > ($4, $5::uuid, $6::int))
       ORDER BY p."at", p."requestId", p."row" LIMIT $7`,
      [endpointId, from, to, after?.at ?? null, after?.requestId ?? null, after?.row ?? null, limit],
    );
    return rows;
  }
}

/** KnownOutcome is a logged prediction with what really happened. */
export interface KnownOutcome {
  output: Record<string, unknown>;
  actual: string;
}

/** LabelledRow is a logged prediction's inputs with what really happened. */
export interface LabelledRow {
  at: Date;
  requestId: string;
  row: number;
  inputs: Record<string, unknown>;
  actual: string;
}
