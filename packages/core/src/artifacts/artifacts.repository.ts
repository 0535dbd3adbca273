import type { Db, Tx } from '../kernel/db.js';
import type { StoredFile } from './file-store.js';

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

  /** add records a stored file; recording it twice is fine. */
  async add(digest: string, sizeBytes: number): Promise<void> {
    await this.db.pool.query(
      `INSERT INTO "Blob" ("digest", "sizeBytes") VALUES ($1, $2)
       ON CONFLICT ("digest") DO UPDATE SET "touchedAt" = now()`,
      [digest, sizeBytes],
    );
  }

  /** hold keeps blobs from being deleted until the transaction ends, and returns those that exist. */
  async hold(tx: Tx, digests: readonly string[]): Promise<Set<string>> {
    const rows = await tx.$queryRaw<{ digest: string }[]>`
      SELECT "digest" FROM "Blob" WHERE "digest" = ANY(${[...digests]}::text[]) ORDER BY "digest" FOR KEY SHARE`;
    return new Set(rows.map(({ digest }) => digest));
  }
}
