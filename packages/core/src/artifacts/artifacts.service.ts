import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { BodyOf, artifactsEndpoints, JobAccepted } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import { JobsService } from '../kernel/jobs/jobs.service.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { ArtifactTrees } from './artifact-trees.js';
import { collectGarbageNowJob } from './artifacts.jobs.js';
import { ArtifactsRepository } from './artifacts.repository.js';
import { FileBackend } from './backends/file-backend.js';
import { S3Backend } from './backends/s3-backend.js';
import type { BlobBackend, ByteSpan, StoredFile } from './blob-backend.js';
import { collectGarbage, type Collection, type CollectOptions } from './collect-garbage.js';
import { GarbageRepository, type DigestHolder } from './garbage.repository.js';
import { IncomingFiles, type IncomingFile, type UploadPart } from './incoming-files.js';
import { Signatures } from './signatures.js';
import { VerifiedFiles } from './verified-files.js';

/** ArtifactsService stores files by the sha256 of their bytes and verifies them on every first load. */
export class ArtifactsService {
  /** trees are the files of runs and logged models. */
  readonly trees: ArtifactTrees;
  /** signatures are over the manifests of versions. */
  readonly signatures: Signatures;
  /** holders are filled by create-core: each says which files the rows of a domain need. */
  readonly holders: DigestHolder[];
  private readonly backend: BlobBackend;
  private readonly incoming: IncomingFiles;
  private readonly verified: VerifiedFiles;
  private readonly repository: ArtifactsRepository;
  private readonly garbage: GarbageRepository;
  private readonly jobs: JobsService;

  constructor(private readonly kit: Kit) {
    const { artifactsFolder, artifactsBucket } = kit.settings;
    this.backend =
      artifactsBucket === null
        ? new FileBackend(artifactsFolder)
        : new S3Backend(artifactsBucket, join(artifactsFolder, 'copies'));
    this.incoming = new IncomingFiles(join(artifactsFolder, 'uploads'));
    this.verified = new VerifiedFiles(this.backend);
    this.repository = new ArtifactsRepository(kit.db);
    this.garbage = new GarbageRepository(kit.db);
    this.jobs = new JobsService(kit.db);
    this.trees = new ArtifactTrees(kit, this);
    this.signatures = new Signatures(kit);
    this.holders = [this.garbage.heldByTrees];
  }

  /**
   * store streams a file in; it is safe before its row says that it exists. With `expected` other bytes are refused (`digest_mismatch`);
   * more than `maxBytes` is `too_large`. Nothing is left of a refused file.
   */
  async store(
    source: AsyncIterable<Uint8Array>,
    { expected, maxBytes = Infinity }: { expected?: string; maxBytes?: number } = {},
  ): Promise<StoredFile> {
    return this.keep(await this.incoming.receive(source, maxBytes), expected);
  }

  /**
   * storePart appends a part to the caller's upload of `digest` and returns the stored file once the last one is in, else null. What a broken
   * connection left can be gone on with for a day. A part that does not join what is there is a `conflict`.
   */
  async storePart(actor: Actor, digest: string, part: UploadPart, source: Readable): Promise<StoredFile | null> {
    const file = await this.incoming.receivePart(uploadKey(actor, digest), part, source);
    return file && this.keep(file, digest);
  }

  /** receivedBytes is how much of the caller's upload of `digest` has come in so far. */
  receivedBytes(actor: Actor, digest: string): Promise<number> {
    return this.incoming.receivedBytes(uploadKey(actor, digest));
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

  /** hasBytes tells whether the bytes of a stored file are where its row says. */
  hasBytes(digest: string): Promise<boolean> {
    return this.backend.has(digest);
  }

  /** hold keeps stored files until the transaction that needs them has ended; `blob_missing` names one that is not there. */
  async hold(tx: Tx, digests: readonly string[]): Promise<void> {
    const held = await this.repository.hold(tx, digests);
    const missing = digests.find((digest) => !held.has(digest));
    if (missing !== undefined) throw blobMissing(missing);
  }

  /** open reads a stored file, or a range of it (`end` inclusive); `not_found` when there is none. */
  async open(digest: string, span?: ByteSpan): Promise<{ stream: Readable; sizeBytes: number }> {
    const blob = await this.repository.find(digest);
    if (blob === null) throw new SlipwayError('not_found', `There is no file ${digest}.`);
    return { stream: await this.backend.read(digest, span), sizeBytes: blob.sizeBytes };
  }

  /** verifiedPath is where a stored file lies on this machine, after its bytes were checked against its digest. */
  verifiedPath(digest: string): Promise<string> {
    return this.verified.pathOf(digest);
  }

  /** sweep removes what interrupted uploads left behind, and local copies that nobody uses. */
  async sweep(): Promise<void> {
    const now = this.kit.clock.now();
    await this.incoming.sweep(now);
    await this.backend.sweep(now);
  }

  /** startCollection removes stored files that nobody needs, or only counts them (`dryRun`); the job's result is the report. */
  async startCollection(
    actor: Actor,
    { body }: { body: BodyOf<(typeof artifactsEndpoints)['startCollection']> },
  ): Promise<JobAccepted> {
    const options = { key: collectGarbageNowJob.name, subject: 'stored files' };
    const id = await this.kit.db.transaction((tx) => enqueue(tx, actor, collectGarbageNowJob, body, options));
    return { job: await this.jobs.get(actor, id) };
  }

  /** runCollection is the job: it collects, and logs what it removed. */
  async runCollection(
    { dryRun, graceHours }: { dryRun: boolean; graceHours: number },
    context: JobContext,
  ): Promise<Record<string, unknown>> {
    const collection = await this.collect({ dryRun, graceSeconds: graceHours * 3600, signal: context.signal });
    if (!dryRun && collection.removedFiles + collection.removedOrphans > 0)
      await context.commit((tx) =>
        appendEvent(tx, context.actor, {
          kind: 'artifacts.collected',
          subjectKind: 'system',
          subjectName: 'stored files',
          after: collection,
        }),
      );
    return { ...collection };
  }

  /** collect removes stored files that no holder needs and that nobody put in or asked for within the grace period. */
  collect(options: Omit<CollectOptions, 'now'>): Promise<Collection> {
    const { backend, garbage, holders } = this;
    return collectGarbage({ backend, repository: garbage, holders }, { ...options, now: this.kit.clock.now() });
  }

  private async keep(file: IncomingFile, expected = file.digest): Promise<StoredFile> {
    const { path, digest, sizeBytes } = file;
    try {
      if (digest !== expected)
        throw new SlipwayError('digest_mismatch', `The bytes are ${digest}, not ${expected}; nothing was stored.`, [
          { path: 'digest', message: `the bytes are ${digest}` },
        ]);
      // A collection may have removed an older copy just after we saw it: then it has to be put once more.
      do await this.backend.put(path, file);
      while (!(await this.repository.addIfThere(file, () => this.backend.has(digest))));
      return { digest, sizeBytes };
    } finally {
      await rm(path, { force: true });
    }
  }
}

/** Uploads belong to whoever sends them: nobody can spoil somebody else's. */
const uploadKey = ({ workspaceId, kind, id }: Actor, digest: string): string =>
  createHash('sha256')
    .update(JSON.stringify([workspaceId, kind, id, digest]))
    .digest('hex');

const blobMissing = (digest: string): SlipwayError =>
  new SlipwayError('blob_missing', `${digest} was never uploaded: PUT it to /blobs/${digest} first.`, [
    { path: 'digest', message: `${digest} was never uploaded` },
  ]);
