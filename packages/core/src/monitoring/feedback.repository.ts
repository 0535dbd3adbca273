import type { Db } from '../kernel/db.js';

/** StoredFeedback is one row's ground truth. */
export interface StoredFeedback {
  requestId: string;
  row: number;
  actual: string;
  at: Date;
}

/** OF_ITS_WORKSPACE keeps outcomes to the workspace of the endpoint `$1`: whoever knows an id of another one must not say what came of it. */
export const OF_ITS_WORKSPACE = `f."workspaceId" = (SELECT "workspaceId" FROM "Endpoint" WHERE "id" = $1)`;

/** FeedbackRepository keeps ground truth and joins it with logged predictions. */
export class FeedbackRepository {
  constructor(private readonly db: Db) {}

  /** save writes many items at once and tells how many replaced an earlier one; the last one of a row wins. */
  async save(workspaceId: string, items: readonly StoredFeedback[]): Promise<{ replaced: number }> {
    const newest = [...new Map(items.map((item) => [`${item.requestId}/${item.row}`, item])).values()];
    const { rows } = await this.db.pool.query<{ replaced: boolean }>(
      `INSERT INTO "Feedback" ("workspaceId", "requestId", "row", "actual", "at")
       SELECT $1, * FROM unnest($2::uuid[], $3::int[], $4::text[], $5::timestamptz[])
       ON CONFLICT ("workspaceId", "requestId", "row") DO UPDATE SET "actual" = excluded."actual", "at" = excluded."at", "receivedAt" = now()
       RETURNING (xmax <> 0) AS "replaced"`,
      [
        workspaceId,
        newest.map((i) => i.requestId),
        newest.map((i) => i.row),
        newest.map((i) => i.actual),
        newest.map((i) => i.at),
      ],
    );
    return { replaced: rows.filter(({ replaced }) => replaced).length };
  }

  /** matched counts items whose prediction is in the workspace's log. */
  async matched(workspaceId: string, items: readonly StoredFeedback[]): Promise<number> {
    const { rows } = await this.db.pool.query<{ count: string }>(
      `SELECT count(*) AS "count" FROM unnest($2::uuid[], $3::int[]) AS f("requestId", "row")
       JOIN "PredictionRow" p USING ("requestId", "row") JOIN "Endpoint" e ON e."id" = p."endpointId" WHERE e."workspaceId" = $1`,
      [workspaceId, items.map((i) => i.requestId), items.map((i) => i.row)],
    );
    return Number(rows[0]?.count ?? 0);
  }

  /** outcomes are the sampled predictions of a window with their outcomes, as far as they are known, and how many predictions there were. */
  async outcomes(
    endpointId: string,
    { from, to }: { from: Date; to: Date },
  ): Promise<{ outcomes: KnownOutcome[]; predictions: number }> {
    const of = `"PredictionRow" p WHERE p."endpointId" = $1 AND p."inSample" AND p."status" < 400 AND p."output" IS NOT NULL
                AND p."at" >= $2 AND p."at" < $3`;
    const known = await this.db.pool.query<KnownOutcome>(
      `SELECT p."output", f."actual" FROM "Feedback" f JOIN (SELECT * FROM ${of}) p USING ("requestId", "row") WHERE ${OF_ITS_WORKSPACE}`,
      [endpointId, from, to],
    );
    const all = await this.db.pool.query<{ count: string }>(`SELECT count(*) AS "count" FROM ${of}`, [
      endpointId,
      from,
      to,
    ]);
    return { outcomes: known.rows, predictions: Number(all.rows[0]?.count ?? 0) };
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
         AND ${OF_ITS_WORKSPACE} AND ($4::timestamptz IS NULL OR (p."at", p."requestId", p."row") > ($4, $5::uuid, $6::int))
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
