import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { S3ServiceException } from '@aws-sdk/client-s3';
import type { Bucket } from '../../kernel/env.js';
import { addressOf, bytesMissing, type BlobBackend, type ByteSpan, type StoredFile } from '../blob-backend.js';

const DAY_MS = 86_400_000;
const UNUSED_MS = 7 * DAY_MS;
const PART_BYTES = 8 * 1024 ** 2;

/**
 * S3Backend keeps files in a bucket: `<prefix>/sha256/ab/cdef...`. Who loads a model gets it from a folder of fetched copies on this
 * machine; copies that nobody used for a week go. Credentials and region come from the usual AWS variables and files.
 */
export class S3Backend implements BlobBackend {
  private opened: ReturnType<typeof openClient> | null = null;

  constructor(
    private readonly bucket: Bucket,
    private readonly copies: string,
  ) {}

  async put(path: string, { digest }: StoredFile): Promise<void> {
    const { client, Upload } = await this.open();
    const params = { ...this.at(digest), Body: createReadStream(path), ContentType: 'application/octet-stream' };
    await new Upload({ client, params, partSize: PART_BYTES, queueSize: 2 }).done();
  }

  async has(digest: string): Promise<boolean> {
    const { sdk, client } = await this.open();
    try {
      await client.send(new sdk.HeadObjectCommand(this.at(digest)));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async read(digest: string, span?: ByteSpan): Promise<Readable> {
    const { sdk, client } = await this.open();
    const range = span && { Range: `bytes=${span.start}-${span.end}` };
    try {
      const { Body } = await client.send(new sdk.GetObjectCommand({ ...this.at(digest), ...range }));
      return Body as Readable;
    } catch (error) {
      throw isMissing(error) ? bytesMissing(digest) : error;
    }
  }

  async remove(digest: string): Promise<void> {
    const { sdk, client } = await this.open();
    await client.send(new sdk.DeleteObjectCommand(this.at(digest)));
  }

  async *list(): AsyncGenerator<{ digest: string; storedAt: Date; sizeBytes: number }> {
    const { sdk, client } = await this.open();
    const pages = sdk.paginateListObjectsV2(
      { client },
      { Bucket: this.bucket.name, Prefix: `${this.bucket.prefix}sha256/` },
    );
    for await (const { Contents = [] } of pages) {
      for (const { Key = '', LastModified, Size = 0 } of Contents) {
        const hex = /sha256\/([0-9a-f]{2})\/([0-9a-f]{62})$/.exec(Key);
        if (hex !== null && LastModified !== undefined)
          yield { digest: `sha256:${hex[1]}${hex[2]}`, storedAt: LastModified, sizeBytes: Size };
      }
    }
  }

  async localFile(digest: string): Promise<string> {
    const path = this.copyOf(digest);
    const now = new Date();
    // The time of a copy says when it was last used; what was verified goes by the time it was written.
    const isHere = await utimes(path, now, (await stat(path).catch(() => null))?.mtime ?? now).then(
      () => true,
      () => false,
    );
    if (!isHere) await this.fetch(digest, path);
    return path;
  }

  async dropLocal(digest: string): Promise<boolean> {
    await rm(this.copyOf(digest), { force: true });
    return true;
  }

  async sweep(now: Date): Promise<void> {
    for (const name of await readdir(this.copies, { recursive: true }).catch(() => [])) {
      const path = join(this.copies, name);
      const found = await stat(path).catch(() => null);
      if (found?.isFile() === true && now.getTime() - found.atimeMs > UNUSED_MS) await rm(path, { force: true });
    }
  }

  private open(): ReturnType<typeof openClient> {
    this.opened ??= openClient(this.bucket);
    return this.opened;
  }

  private async fetch(digest: string, path: string): Promise<void> {
    const arriving = join(this.copies, randomUUID());
    await mkdir(dirname(path), { recursive: true });
    try {
      const file = await open(arriving, 'wx');
      try {
        for await (const chunk of await this.read(digest)) await file.writeFile(chunk as Buffer);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(arriving, path);
    } finally {
      await rm(arriving, { force: true });
    }
  }

  private copyOf(digest: string): string {
    return join(this.copies, ...addressOf(digest));
  }

  private at(digest: string): { Bucket: string; Key: string } {
    return { Bucket: this.bucket.name, Key: this.bucket.prefix + addressOf(digest).join('/') };
  }
}

/** The client takes 37 MB of memory: only a process that uses a bucket loads it. */
async function openClient({ region, endpoint }: Bucket) {
  const [sdk, { Upload }] = await Promise.all([import('@aws-sdk/client-s3'), import('@aws-sdk/lib-storage')]);
  const client = new sdk.S3Client({
    region,
    // Servers other than Amazon's know neither bucket host names nor trailing checksums; the digests are ours.
    ...(endpoint !== null && { endpoint, forcePathStyle: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return { sdk, client, Upload };
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && (error as S3ServiceException).$metadata?.httpStatusCode === 404;
