import type { Db } from '../kernel/db.js';
import type { StoredFile } from './blob-backend.js';

const connectTo = (db: Db) => db.pool.connect();
type Client = Awaited<ReturnType<typeof connectTo>>;

/** Asking runs a statement: on any connection, or on the one that holds the locks, because a second one might never come free. */
export type Asking = Pick<Client, 'query'>;

/** DigestHolder returns those of the digests that the rows of one domain need. */
export type DigestHolder = (digests: readonly string[], asking: Asking) => Promise<ReadonlySet<string>>;

/** GarbageRepository finds stored files that nobody needs and deletes their rows. A grace period counts by the database's clock. */
export class GarbageRepository {
  constructor(private readonly db: Db) {}

  /** anyConnection asks on whichever connection is free. */
  get anyConnection(): Asking {
    return this.db.pool as Asking;
  }

  /** totals counts what is stored. */
  async totals(): Promise<{ files: number; bytes: number }> {
    const { rows } = await this.db.pool.query<{ files: string; bytes: string }>(
      'SELECT count(*) AS "files", coalesce(sum("sizeBytes"), 0) AS "bytes" FROM "Blob"',
    );
    return { files: Number(rows[0]?.files), bytes: Number(rows[0]?.bytes) };
  }

  /** untouched pages by digest through files that nobody put in or asked for within the grace period. */
  async untouched(after: string, graceSeconds: number, limit: number): Promise<StoredFile[]> {
    const { rows } = await this.db.pool.query<{ digest: string; sizeBytes: string }>(
      `SELECT "digest", "sizeBytes" FROM "Blob"
       WHERE "digest" > $1 AND "touchedAt" <= now() - make_interval(secs => $2) ORDER BY "digest" LIMIT $3`,
      [after, graceSeconds, limit],
    );
    return rows.map(({ digest, sizeBytes }) => ({ digest, sizeBytes: Number(sizeBytes) }));
  }

  /** heldByTrees is the holder of artifact trees. */
  readonly heldByTrees: DigestHolder = async (digests, asking) => {
    const { rows } = await asking.query<{ digest: string }>(
      'SELECT DISTINCT "digest" FROM "ArtifactEntry" WHERE "digest" = ANY($1)',
      [digests],
    );
    return new Set(rows.map(({ digest }) => digest));
  };

  /** withoutRow returns those of the digests that no row knows. */
  async withoutRow(digests: readonly string[], asking: Asking = this.anyConnection): Promise<string[]> {
    const { rows } = await asking.query<{ digest: string }>(
      `SELECT digest FROM unnest($1::text[]) AS digest WHERE NOT EXISTS (SELECT FROM "Blob" WHERE "Blob"."digest" = digest.digest)`,
      [digests],
    );
    return rows.map(({ digest }) => digest);
  }

  /**
   * remove deletes the rows of files that still nobody needs, then their bytes, and returns which. A file that somebody puts in, asks for or
   * holds at the same time is left alone: its rows are locked before the holders are asked, and its bytes go before it can be put in again.
   */
  async remove(
    digests: readonly string[],
    graceSeconds: number,
    needed: DigestHolder,
    removeBytes: (digest: string) => Promise<void>,
  ): Promise<StoredFile[]> {
    return this.alone(digests, async (client, mine) => {
      await client.query('BEGIN');
      const { rows } = await client.query<{ digest: string }>(
        `SELECT "digest" FROM "Blob" WHERE "digest" = ANY($1) AND "touchedAt" <= now() - make_interval(secs => $2)
         FOR UPDATE SKIP LOCKED`,
        [mine, graceSeconds],
      );
      const locked = rows.map(({ digest }) => digest);
      const kept = await needed(locked, client);
      const gone = await client.query<{ digest: string; sizeBytes: string }>(
        'DELETE FROM "Blob" WHERE "digest" = ANY($1) RETURNING "digest", "sizeBytes"',
        [locked.filter((digest) => !kept.has(digest))],
      );
      await client.query('COMMIT');
      for (const { digest } of gone.rows) await removeBytes(digest);
      return gone.rows.map(({ digest, sizeBytes }) => ({ digest, sizeBytes: Number(sizeBytes) }));
    });
  }

  /** removeOrphans deletes the bytes of files that still have no row, and returns how many. */
  async removeOrphans(
    digests: readonly string[],
    removeBytes: (digest: string) => Promise<void>,
  ): Promise<readonly string[]> {
    return this.alone(digests, async (client, mine) => {
      const orphans = await this.withoutRow(mine, client);
      for (const digest of orphans) await removeBytes(digest);
      return orphans;
    });
  }

  /** Works on those digests that nobody is putting in at this moment, and keeps others from doing so meanwhile. */
  private async alone<T>(digests: readonly string[], work: (client: Client, mine: string[]) => Promise<T>): Promise<T> {
    const client = await connectTo(this.db);
    try {
      const { rows } = await client.query<{ digest: string }>(
        'SELECT digest FROM unnest($1::text[]) AS digest WHERE pg_try_advisory_lock(hashtextextended(digest, 0))',
        [digests],
      );
      const result = await work(
        client,
        rows.map(({ digest }) => digest),
      );
      await client.query('SELECT pg_advisory_unlock_all()');
      client.release();
      return result;
    } catch (error) {
      // Locks and transaction end with the connection.
      client.release(true);
      throw error;
    }
  }
}
