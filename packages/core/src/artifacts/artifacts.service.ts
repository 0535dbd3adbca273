import type { ReadStream } from 'node:fs';
import type { Tx } from '../kernel/db.js';
import { SlipwayError } from '../kernel/errors.js';
import type { Kit } from '../kernel/kit.js';
import { ArtifactTrees } from './artifact-trees.js';
import { ArtifactsRepository } from './artifacts.repository.js';
import { FileStore, type StoredFile } from './file-store.js';

/** ArtifactsService stores files by the sha256 of their bytes and verifies them on every first load. */
export class ArtifactsService {
  /** trees are the files of runs and logged models. */
  readonly trees: ArtifactTrees;
  private readonly files: FileStore;
  private readonly repository: ArtifactsRepository;

  constructor(private readonly kit: Kit) {
    this.files = new FileStore(kit.settings.artifactsFolder);
    this.repository = new ArtifactsRepository(kit.db);
    this.trees = new ArtifactTrees(kit, this);
  }

  /** store streams a file in; it is safe on disk before its row says that it exists. */
  async store(
    source: AsyncIterable<Uint8Array>,
    options: { expected?: string; maxBytes?: number } = {},
  ): Promise<StoredFile> {
    const stored = await this.files.write(source, options);
    await this.repository.add(stored.digest, stored.sizeBytes);
    return stored;
  }

  /** find returns a stored file, or null. */
  find(digest: string): Promise<StoredFile | null> {
    return this.repository.find(digest);
  }

  /** requireBlob returns a stored file that the caller is about to need, or refuses with `blob_missing`. */
  async requireBlob(digest: string): Promise<StoredFile> {
    const blob = await this.repository.touch(digest);
    if (blob === null) throw blobMissing(digest);
    return blob;
  }

  /** hold keeps stored files until the transaction that needs them has ended; `blob_missing` names one that is not there. */
  async hold(tx: Tx, digests: readonly string[]): Promise<void> {
    const held = await this.repository.hold(tx, digests);
    const missing = digests.find((digest) => !held.has(digest));
    if (missing !== undefined) throw blobMissing(missing);
  }

  /** open reads a stored file, or a range of it (`end` inclusive); `not_found` when there is none. */
  async open(
    digest: string,
    range?: { start: number; end: number },
  ): Promise<{ stream: ReadStream; sizeBytes: number }> {
    const blob = await this.repository.find(digest);
    if (blob === null) throw new SlipwayError('not_found', `There is no file ${digest}.`);
    return { stream: this.files.read(digest, range), sizeBytes: blob.sizeBytes };
  }

  /** verifiedPath is where a stored file lies, after its bytes were checked against its digest. */
  verifiedPath(digest: string): Promise<string> {
    return this.files.verifiedPath(digest);
  }

  /** sweep removes what interrupted uploads left behind. */
  sweep(): Promise<void> {
    return this.files.sweep(this.kit.clock.now());
  }
}

const blobMissing = (digest: string): SlipwayError =>
  new SlipwayError('blob_missing', `${digest} was never uploaded: PUT it to /blobs/${digest} first.`);
