import { createHash, randomUUID, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { SlipwayError } from '../kernel/errors.js';
import type { StoredFile } from './blob-backend.js';

const DAY_MS = 86_400_000;

/** IncomingFile is a file that came in whole and lies at `path` until somebody keeps it. */
export interface IncomingFile extends StoredFile {
  path: string;
}

/** UploadPart is a part of an upload: where its bytes start in the file, and whether the file ends with them. */
export interface UploadPart {
  start: number;
  isLast: boolean;
  maxBytes: number;
}

/**
 * IncomingFiles is the folder through which all bytes come in. What a broken upload left under its key stays a day and can be resumed;
 * everything else leaves nothing behind.
 */
export class IncomingFiles {
  private readonly writers = new Map<string, { source: Readable; done: Promise<unknown> }>();

  /** Uploads that came in whole while a writer of them was still at work. */
  private readonly overtaken = new Set<string>();

  constructor(private readonly folder: string) {}

  /** receive streams a file in, hashing it on the way; more than `maxBytes` is `too_large`, a full disk `storage_full`. */
  async receive(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<IncomingFile> {
    const path = await this.pathOf(randomUUID());
    try {
      const hash = createHash('sha256');
      const sizeBytes = await appendTo(path, 0, source, { maxBytes, hash });
      return { path, sizeBytes, digest: digestOf(hash) };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** receivedBytes is how much of an upload has come in so far. */
  async receivedBytes(key: string): Promise<number> {
    return sizeOf(await this.pathOf(`${key}.part`));
  }

  /**
   * receivePart appends to an upload and returns the file once its last part is in, else null. A part that starts behind what is there is a
   * `conflict`; one that starts before replaces what follows. Resuming ends a writer of the same upload whose connection has died unseen;
   * starting over beside one goes its own way.
   */
  async receivePart(key: string, part: UploadPart, source: Readable): Promise<IncomingFile | null> {
    if (this.writers.has(key) && part.start === 0 && part.isLast) return this.receiveBeside(key, part, source);
    await this.endWriter(key);
    const done = this.append(key, part, source);
    const writer = { source, done: done.catch(() => undefined) };
    this.writers.set(key, writer);
    try {
      return await done;
    } finally {
      if (this.writers.get(key) === writer) await this.forgetWriter(key);
    }
  }

  /** The writer beside may be one whose connection has died unseen: what it leaves is of no use once the file is here. */
  private async receiveBeside(key: string, { maxBytes }: UploadPart, source: Readable): Promise<IncomingFile> {
    const file = await this.receive(source, maxBytes);
    this.overtaken.add(key);
    if (!this.writers.has(key)) await this.forgetWriter(key);
    return file;
  }

  private async forgetWriter(key: string): Promise<void> {
    this.writers.delete(key);
    if (this.overtaken.delete(key)) await rm(await this.pathOf(`${key}.part`), { force: true });
  }

  /** sweep removes what interrupted uploads left behind more than a day ago. */
  async sweep(now: Date): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      const found = await stat(join(this.folder, name)).catch(() => null);
      if (found !== null && now.getTime() - found.mtimeMs > DAY_MS) await rm(join(this.folder, name), { force: true });
    }
  }

  private async append(
    key: string,
    { start, isLast, maxBytes }: UploadPart,
    source: Readable,
  ): Promise<IncomingFile | null> {
    const path = await this.pathOf(`${key}.part`);
    const stored = await sizeOf(path);
    if (start > stored) throw new SlipwayError('conflict', `Only ${stored} bytes are here: go on from there.`);
    const hash = isLast ? await hashOfFirst(path, start) : undefined;
    const sizeBytes = await appendTo(path, start, source, { maxBytes, hash }).catch(async (error: unknown) => {
      const isUseless = (error instanceof SlipwayError && error.code === 'too_large') || (await sizeOf(path)) === 0;
      if (isUseless) await rm(path, { force: true });
      throw error;
    });
    if (hash === undefined) return null;
    // Under its own name nobody goes on writing to it: what keeps the file may link to it.
    const whole = await this.pathOf(randomUUID());
    await rename(path, whole);
    return { path: whole, sizeBytes, digest: digestOf(hash) };
  }

  private async endWriter(key: string): Promise<void> {
    const writer = this.writers.get(key);
    if (writer === undefined) return;
    writer.source.destroy(new SlipwayError('conflict', 'Another request went on with this upload.'));
    await writer.done;
  }

  private async pathOf(name: string): Promise<string> {
    await mkdir(this.folder, { recursive: true });
    return join(this.folder, name);
  }
}

/** appendTo writes bytes from `start` on, drops what was behind it, and returns the size once everything is safe on disk. */
async function appendTo(
  path: string,
  start: number,
  source: AsyncIterable<Uint8Array>,
  { maxBytes, hash }: { maxBytes: number; hash: Hash | undefined },
): Promise<number> {
  const file = await open(path, 'a');
  try {
    await file.truncate(start);
    let sizeBytes = start;
    for await (const chunk of source) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) throw new SlipwayError('too_large', `The file is larger than ${maxBytes} bytes.`);
      hash?.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
    return sizeBytes;
  } catch (error) {
    throw isDiskFull(error)
      ? new SlipwayError('storage_full', 'The artifact store has no room left; nothing was kept.')
      : error;
  } finally {
    await file.close();
  }
}

/** hashOfFirst is a hash that has seen the first bytes of a file. */
async function hashOfFirst(path: string, bytes: number): Promise<Hash> {
  const hash = createHash('sha256');
  if (bytes === 0) return hash;
  for await (const chunk of createReadStream(path, { end: bytes - 1 })) hash.update(chunk as Buffer);
  return hash;
}

const digestOf = (hash: Hash): string => `sha256:${hash.digest('hex')}`;

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
