import type { Readable } from 'node:stream';
import { FilePath } from '@slipway/contracts';
import type { Tx } from '../kernel/db.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import type { Kit } from '../kernel/kit.js';
import { ArtifactTreesRepository, type TreeFile, type TreeListing } from './artifact-trees.repository.js';
import type { StoredFile } from './blob-backend.js';

/** TreeName says whose tree it is: `runs/<run id>` or `models/<m-id>`, ids as MLflow writes them. */
export type TreeName = `runs/${string}` | `models/${string}`;

/** Blobs is what trees need of the store of files. */
interface Blobs {
  store(source: AsyncIterable<Uint8Array>, options: { maxBytes?: number }): Promise<StoredFile>;
  open(digest: string, range?: { start: number; end: number }): Promise<{ stream: Readable }>;
  hold(tx: Tx, digests: readonly string[]): Promise<void>;
}

/** TreePlace is a tree of one workspace. */
export interface TreePlace {
  workspaceId: string;
  tree: TreeName;
}

/** TreeUse is what somebody is about to do with a tree that they take to belong to an experiment. */
export interface TreeUse {
  experimentId: string;
  writes: boolean;
}

/** TreeGuard is a veto of the domain that owns trees: it throws what the caller shall see when there is no such owner any more. */
export type TreeGuard = (place: TreePlace, use: TreeUse) => Promise<void>;

/**
 * ArtifactTrees are the files of runs and logged models: names that may be written again and deleted, over stored files that never
 * change. Whoever needs to keep what a tree holds takes a snapshot. A path is a label, checked here, and never reaches the file system.
 */
export class ArtifactTrees {
  /** guards are filled by create-core: they know whose trees there are. */
  readonly guards: { beforeUse: TreeGuard[] } = { beforeUse: [] };
  private readonly repository: ArtifactTreesRepository;

  constructor(
    private readonly kit: Kit,
    private readonly blobs: Blobs,
  ) {
    this.repository = new ArtifactTreesRepository(kit.db);
  }

  /** admit lets somebody use a tree who names it by its address, unless a guard refuses. */
  async admit(place: TreePlace, use: TreeUse): Promise<void> {
    for (const guard of this.guards.beforeUse) await guard(place, use);
  }

  /**
   * putEntry streams a file in and gives it a name in the tree; an older file of that name is replaced. A name that is a folder already, or
   * lies below a file, is a `conflict`; a path that is no plain relative one `invalid_request`, before anything is read.
   */
  async putEntry(
    { workspaceId, tree }: TreePlace,
    path: string,
    source: AsyncIterable<Uint8Array>,
    options: { maxBytes?: number } = {},
  ): Promise<TreeFile> {
    requirePath(path);
    const { digest, sizeBytes } = await this.blobs.store(source, options);
    const file = { path, digest, sizeBytes };
    await this.kit.db.transaction(async (tx) => {
      await this.blobs.hold(tx, [digest]);
      await this.repository.lockTree(tx, workspaceId, tree);
      const clash = await this.repository.clash(tx, workspaceId, tree, path, foldersOf(path));
      if (clash !== null) throw new SlipwayError('conflict', `${path} cannot stand beside ${clash}: one is a folder.`);
      await this.repository.put(tx, workspaceId, tree, file);
    });
    return file;
  }

  /** listEntries returns the names directly below a folder (the root is ''); an unknown folder has none. */
  async listEntries({ workspaceId, tree }: TreePlace, folder = ''): Promise<TreeListing[]> {
    if (folder !== '') requirePath(folder);
    return this.repository.list(workspaceId, tree, folder === '' ? '' : `${folder}/`);
  }

  /** requireEntry returns a file of a tree, or `not_found`. */
  async requireEntry({ workspaceId, tree }: TreePlace, path: string): Promise<TreeFile> {
    requirePath(path);
    const file = await this.repository.find(workspaceId, tree, path);
    if (file === null) throw notFound('artifact', path);
    return file;
  }

  /** openEntry reads a file of a tree, or a range of it (`end` inclusive). */
  async openEntry(place: TreePlace, path: string, range?: { start: number; end: number }) {
    const file = await this.requireEntry(place, path);
    return { ...file, stream: (await this.blobs.open(file.digest, range)).stream };
  }

  /** deleteEntries removes the names at and below a path ('' is all of them) and returns how many there were; stored files stay. */
  async deleteEntries({ workspaceId, tree }: TreePlace, path = ''): Promise<number> {
    if (path !== '') requirePath(path);
    return this.repository.remove(workspaceId, tree, path);
  }

  /**
   * snapshot returns every file at and below a path ('' is all of them) as the tree is now, by path from the tree's root. Inside the
   * transaction that keeps the digests it also holds the files, so that no collection removes them meanwhile.
   */
  async snapshot({ workspaceId, tree }: TreePlace, path = '', tx?: Tx): Promise<TreeFile[]> {
    if (path !== '') requirePath(path);
    const files = await this.repository.filesBelow(workspaceId, tree, path, tx);
    if (tx !== undefined)
      await this.blobs.hold(
        tx,
        files.map(({ digest }) => digest),
      );
    return files;
  }
}

function requirePath(path: string): void {
  const parsed = FilePath.safeParse(path);
  if (parsed.success) return;
  const message = parsed.error.issues[0]?.message ?? 'is not valid';
  throw new SlipwayError('invalid_request', `path: ${message}`, [{ path: 'path', message }]);
}

/** foldersOf lists the folders that a path lies in: a/b/c -> a, a/b. */
function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
