import type { BlobBackend } from './blob-backend.js';
import type { DigestHolder, GarbageRepository } from './garbage.repository.js';

const PAGE = 20_000;
const AT_ONCE = 200;

/** Collection is what a collection did, or would do (`dryRun`). Orphans are bytes that no row knows. */
export interface Collection {
  dryRun: boolean;
  storedFiles: number;
  storedBytes: number;
  removedFiles: number;
  removedBytes: number;
  removedOrphans: number;
}

/** CollectOptions: files put in or asked for within the grace period are left alone. */
export interface CollectOptions {
  dryRun: boolean;
  graceSeconds: number;
  now: Date;
  signal?: AbortSignal;
}

interface Deps {
  backend: BlobBackend;
  repository: GarbageRepository;
  holders: readonly DigestHolder[];
}

/**
 * collectGarbage removes stored files that no holder needs, and bytes that no row knows. It marks without locks, page by page, and asks the
 * holders again about what it found once those rows are locked.
 */
export async function collectGarbage(deps: Deps, options: CollectOptions): Promise<Collection> {
  const { files, bytes } = await deps.repository.totals();
  const removed = await removeUnneeded(deps, options);
  const removedOrphans = await removeOrphans(deps, options);
  return { dryRun: options.dryRun, storedFiles: files, storedBytes: bytes, ...removed, removedOrphans };
}

async function removeUnneeded(
  { backend, repository, holders }: Deps,
  { dryRun, graceSeconds, signal }: CollectOptions,
): Promise<{ removedFiles: number; removedBytes: number }> {
  const needed: DigestHolder = async (digests, asking) => {
    const held = new Set<string>();
    for (const holder of holders) for (const digest of await holder(digests, asking)) held.add(digest);
    return held;
  };
  let removedFiles = 0;
  let removedBytes = 0;
  let after = '';
  for (;;) {
    signal?.throwIfAborted();
    const page = await repository.untouched(after, graceSeconds, PAGE);
    const last = page.at(-1);
    if (last === undefined) return { removedFiles, removedBytes };
    after = last.digest;
    const kept = await needed(
      page.map(({ digest }) => digest),
      repository.anyConnection,
    );
    const garbage = page.filter(({ digest }) => !kept.has(digest));
    for (const batch of batches(garbage)) {
      const digests = batch.map(({ digest }) => digest);
      const gone = dryRun
        ? batch
        : await repository.remove(digests, graceSeconds, needed, (digest) => backend.remove(digest));
      removedFiles += gone.length;
      removedBytes += gone.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    }
  }
}

async function removeOrphans({ backend, repository }: Deps, { dryRun, graceSeconds, now, signal }: CollectOptions) {
  let removed = 0;
  const look = async (digests: string[]): Promise<void> => {
    signal?.throwIfAborted();
    const orphans = await repository.withoutRow(digests);
    for (const batch of batches(orphans))
      removed += (dryRun ? batch : await repository.removeOrphans(batch, (digest) => backend.remove(digest))).length;
  };
  let old: string[] = [];
  for await (const { digest, storedAt } of backend.list()) {
    if (now.getTime() - storedAt.getTime() < graceSeconds * 1000) continue;
    old.push(digest);
    if (old.length < PAGE) continue;
    await look(old);
    old = [];
  }
  await look(old);
  return removed;
}

const batches = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / AT_ONCE) }, (_, at) => items.slice(at * AT_ONCE, (at + 1) * AT_ONCE));
