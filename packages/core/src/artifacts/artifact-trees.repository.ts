import type { Db, Tx } from '../kernel/db.js';

/** TreeFile is one file of a tree: its path, and the digest that addresses its bytes. */
export interface TreeFile {
  path: string;
  digest: string;
  sizeBytes: number;
}

/** TreeListing is one name directly below a folder of a tree; a folder has no size. */
export interface TreeListing {
  name: string;
  isFolder: boolean;
  sizeBytes: number | null;
}

/** ArtifactTreesRepository keeps the names of trees' files. A `prefix` is empty or ends in a slash. */
export class ArtifactTreesRepository {
  constructor(private readonly db: Db) {}

  /** put writes a file's name, new or not. */
  async put(tx: Tx, workspaceId: string, tree: string, file: TreeFile): Promise<void> {
    await tx.$executeRaw`
      INSERT INTO "ArtifactEntry" ("workspaceId", "tree", "path", "digest", "sizeBytes")
      VALUES (${workspaceId}, ${tree}, ${file.path}, ${file.digest}, ${file.sizeBytes})
      ON CONFLICT ("workspaceId", "tree", "path") DO UPDATE
      SET "digest" = EXCLUDED."digest", "sizeBytes" = EXCLUDED."sizeBytes", "updatedAt" = now()`;
  }

  /** lockTree makes writers of one tree wait for each other until the transaction ends. */
  async lockTree(tx: Tx, workspaceId: string, tree: string): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`artifacts ${workspaceId} ${tree}`}, 0))`;
  }

  /** clash is a file of the tree that a file at `path` cannot stand beside: one of `folders`, or one below `path`. */
  async clash(tx: Tx, workspaceId: string, tree: string, path: string, folders: string[]): Promise<string | null> {
    const rows = await tx.$queryRaw<{ path: string }[]>`
      SELECT "path" FROM "ArtifactEntry" WHERE "workspaceId" = ${workspaceId} AND "tree" = ${tree}
      AND ("path" = ANY(${folders}::text[]) OR starts_with("path", ${`${path}/`})) LIMIT 1`;
    return rows[0]?.path ?? null;
  }

  /** find returns one file, or null. */
  async find(workspaceId: string, tree: string, path: string): Promise<TreeFile | null> {
    const row = await this.db.prisma.artifactEntry.findUnique({
      where: { workspaceId_tree_path: { workspaceId, tree, path } },
    });
    return row && treeFile(row);
  }

  /** list returns the files and folders directly below a prefix, by name. */
  async list(workspaceId: string, tree: string, prefix: string): Promise<TreeListing[]> {
    const { rows } = await this.db.pool.query<{ name: string; isFolder: boolean; sizeBytes: string | null }>(
      `SELECT split_part(rest, '/', 1) AS "name", bool_or(position('/' IN rest) > 0) AS "isFolder",
              sum("sizeBytes") FILTER (WHERE position('/' IN rest) = 0) AS "sizeBytes"
       FROM (SELECT substr("path", length($3) + 1) AS rest, "sizeBytes" FROM "ArtifactEntry"
             WHERE "workspaceId" = $1 AND "tree" = $2 AND starts_with("path", $3)) AS below
       GROUP BY 1 ORDER BY split_part(rest, '/', 1) COLLATE "C"`,
      [workspaceId, tree, prefix],
    );
    return rows.map(({ name, isFolder, sizeBytes }) => ({
      name,
      isFolder,
      sizeBytes: sizeBytes === null ? null : Number(sizeBytes),
    }));
  }

  /** filesBelow returns every file at or below a path (all for the empty one), by path. */
  async filesBelow(workspaceId: string, tree: string, path: string, tx?: Tx): Promise<TreeFile[]> {
    const rows = await (tx ?? this.db.prisma).$queryRaw<{ path: string; digest: string; sizeBytes: bigint }[]>`
      SELECT "path", "digest", "sizeBytes" FROM "ArtifactEntry" WHERE "workspaceId" = ${workspaceId} AND "tree" = ${tree}
      AND (${path} = '' OR "path" = ${path} OR starts_with("path", ${`${path}/`})) ORDER BY "path" COLLATE "C"`;
    return rows.map(treeFile);
  }

  /** remove deletes the names at and below a path (all for the empty one) and returns how many there were. */
  async remove(workspaceId: string, tree: string, path: string): Promise<number> {
    const { rowCount } = await this.db.pool.query(
      `DELETE FROM "ArtifactEntry" WHERE "workspaceId" = $1 AND "tree" = $2
       AND ($3 = '' OR "path" = $3 OR starts_with("path", $3 || '/'))`,
      [workspaceId, tree, path],
    );
    return rowCount ?? 0;
  }
}

const treeFile = (row: { path: string; digest: string; sizeBytes: bigint }): TreeFile => ({
  path: row.path,
  digest: row.digest,
  sizeBytes: Number(row.sizeBytes),
});
