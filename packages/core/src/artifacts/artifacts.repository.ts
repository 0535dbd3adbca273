import type { Db, Tx } from '../kernel/db.js';
import type { StoredFile } from './blob-backend.js';

/** ArtifactsRepository keeps the rows of stored files. */
export class ArtifactsRepository {
  constructor(private readonly db: Db) {}

  /**
   * touch returns a blob, or null, and starts its grace period anew (to the minute): collection leaves it alone long enough for the caller
   * to write down that it needs it.
   */
  async touch(digest: string): Promise<StoredFile | null> {
    await this.db.pool.query(
      `UPDATE "Blob" SET "touchedAt" = now() WHERE "digest" = $1 AND "touchedAt" < now() - interval '1 minute'`,
      [digest],
    );
    return this.find(digest);
  }

  /** find returns a blob, or null. */
  async find(digest: string): Promise<StoredFile | null> {
    const row = await this.db.prisma.blob.findUnique({ where: { digest } });
    return row && { digest: row.digest, sizeBytes: Number(row.sizeBytes) };
  }

  /** addIfThere records a stored file unless its bytes are gone by then, and tells which; no collection comes in between. */
  async addIfThere({ digest, sizeBytes }: StoredFile, isThere: () => Promise<boolean>): Promise<boolean> {
    const client = await this.db.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [digest]);
      const there = await isThere();
      if (there)
        await client.query(
          `INSERT INTO "Blob" ("digest", "sizeBytes") VALUES ($1, $2)
           ON CONFLICT ("digest") DO UPDATE SET "touchedAt" = now()`,
          [digest, sizeBytes],
        );
      await client.query('COMMIT');
      return there;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  /** hold keeps blobs from being deleted until the transaction ends, and returns those that exist. */
  async hold(tx: Tx, digests: readonly string[]): Promise<Set<string>> {
    const rows = await tx.$queryRaw<{ digest: string }[]>`
      SELECT "digest" FROM "Blob" WHERE "digest" = ANY(${[...digests]}::text[]) ORDER BY "digest" FOR KEY SHARE`;
    return new Set(rows.map(({ digest }) => digest));
  }
}
