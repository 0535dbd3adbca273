import type { Db } from '../kernel/db.js';

/** ArtifactsRepository keeps the rows of stored files. */
export class ArtifactsRepository {
  constructor(private readonly db: Db) {}

  /** find returns a blob's size, or null. */
  async find(digest: string): Promise<{ digest: string; sizeBytes: number } | null> {
    const row = await this.db.prisma.blob.findUnique({ where: { digest } });
    return row && { digest: row.digest, sizeBytes: Number(row.sizeBytes) };
  }

  /** add records a stored file; recording it twice is fine. */
  async add(digest: string, sizeBytes: number): Promise<void> {
    await this.db.pool.query('INSERT INTO "Blob" ("digest", "sizeBytes") VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      digest,
      sizeBytes,
    ]);
  }
}
