import { SlipwayError } from '../kernel/errors.js';
import { toJson, type Db } from '../kernel/db.js';

/** A request that has not answered after this long died with its process: its key may be tried again. */
const ABANDONED_AFTER_SECONDS = 120;
const KEPT_HOURS = 24;

/** StoredAnswer is what a repeated request gets: the first answer. */
export interface StoredAnswer {
  status: number;
  body: unknown;
}

/** Idempotency keeps the answers of requests with an `Idempotency-Key` for 24 hours, one row per owner and key. */
export class Idempotency {
  constructor(private readonly db: Db) {}

  /**
   * begin takes the key for this request and returns null, or returns the answer that an equal request already got. The same key with
   * another request is `idempotency_mismatch`; one still running is `request_in_progress`.
   */
  async begin(owner: string, key: string, requestHash: string): Promise<StoredAnswer | null> {
    const { rowCount } = await this.db.pool.query(
      `INSERT INTO "IdempotencyKey" ("owner", "key", "requestHash") VALUES ($1, $2, $3)
       ON CONFLICT ("owner", "key") DO UPDATE SET "requestHash" = $3, "status" = NULL, "body" = NULL, "createdAt" = now()
       WHERE "IdempotencyKey"."createdAt" < now() - make_interval(hours => ${KEPT_HOURS})
          OR ("IdempotencyKey"."status" IS NULL AND "IdempotencyKey"."requestHash" = $3
              AND "IdempotencyKey"."createdAt" < now() - make_interval(secs => ${ABANDONED_AFTER_SECONDS}))`,
      [owner, key, requestHash],
    );
    if (rowCount === 1) return null;
    const known = await this.db.prisma.idempotencyKey.findUnique({ where: { owner_key: { owner, key } } });
    if (known !== null && known.requestHash !== requestHash) {
      throw new SlipwayError(
        'idempotency_mismatch',
        'This Idempotency-Key was already used for another request; use a new one.',
      );
    }
    if (known === null || known.status === null)
      throw new SlipwayError('request_in_progress', 'The same request is still running; ask again in a moment.');
    return { status: known.status, body: known.body };
  }

  /** finish stores the answer. A `null` body stands for an answer without one. */
  async finish(owner: string, key: string, answer: StoredAnswer): Promise<void> {
    const body = answer.body === undefined || answer.body === null ? {} : { body: toJson(answer.body) };
    await this.db.prisma.idempotencyKey.updateMany({ where: { owner, key }, data: { status: answer.status, ...body } });
  }

  /** forget frees the key of a request that failed, so that it can be tried again. */
  async forget(owner: string, key: string): Promise<void> {
    await this.db.prisma.idempotencyKey.deleteMany({ where: { owner, key, status: null } });
  }

  /** deleteOld drops rows whose day is over. */
  async deleteOld(): Promise<void> {
    await this.db.pool.query(
      `DELETE FROM "IdempotencyKey" WHERE "createdAt" < now() - make_interval(hours => ${KEPT_HOURS})`,
    );
  }
}
