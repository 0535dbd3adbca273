import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SlipwayError } from '../kernel/errors.js';

const DAY_MS = 86_400_000;

/** StoredFile is a file by the sha256 of its bytes. */
export interface StoredFile {
  digest: string;
  sizeBytes: number;
}

/** FileStore keeps files under one folder by digest: `sha256/ab/cdef...`. No name that a caller chose ever becomes a path. */
export class FileStore {
  private readonly verified = new Map<string, string>();

  constructor(private readonly folder: string) {}

  /**
   * write streams bytes into the store, hashing them on the way, and returns once they are safe on disk. With `expected` other bytes are
   * refused (`digest_mismatch`); more than `maxBytes` is `too_large`; a full disk is `storage_full`. Nothing is left of a refused file.
   */
  async write(
    source: AsyncIterable<Uint8Array>,
    options: { expected?: string; maxBytes?: number } = {},
  ): Promise<StoredFile> {
    const uploads = join(this.folder, 'uploads');
    await mkdir(uploads, { recursive: true });
    const temporary = join(uploads, randomUUID());
    try {
      const stored = await this.writeTemporary(temporary, source, options);
      const target = this.pathOf(stored.digest);
      await mkdir(dirname(target), { recursive: true });
      await rename(temporary, target);
      await syncFolder(dirname(target));
      return stored;
    } catch (error) {
      await rm(temporary, { force: true });
      throw isDiskFull(error)
        ? new SlipwayError('storage_full', 'The artifact store has no room left; nothing was kept.')
        : error;
    }
  }

  /** read opens a stored file, or a range of it (`end` inclusive). */
  read(digest: string, range?: { start: number; end: number }): ReadStream {
    return createReadStream(this.pathOf(digest), range);
  }

  /** verifiedPath is where a stored file lies, after its bytes were checked against its digest; unchanged files are checked once. */
  async verifiedPath(digest: string): Promise<string> {
    const path = this.pathOf(digest);
    const { size, mtimeMs, ino } = await stat(path).catch(() => {
      throw new SlipwayError('blob_missing', `The file ${digest} is not in the artifact store.`);
    });
    const stamp = `${ino} ${size} ${mtimeMs}`;
    if (this.verified.get(digest) === stamp) return path;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    if (`sha256:${hash.digest('hex')}` !== digest)
      throw new SlipwayError('digest_mismatch', `The stored file ${digest} was changed on disk; it is not used.`);
    this.verified.set(digest, stamp);
    return path;
  }

  /** sweep removes what interrupted uploads left behind more than a day ago. */
  async sweep(now: Date): Promise<void> {
    const uploads = join(this.folder, 'uploads');
    for (const name of await readdir(uploads).catch(() => [])) {
      const { mtimeMs } = await stat(join(uploads, name));
      if (now.getTime() - mtimeMs > DAY_MS) await rm(join(uploads, name), { force: true });
    }
  }

  private pathOf(digest: string): string {
    const hex = digest.slice('sha256:'.length);
    if (!/^[0-9a-f]{64}$/.test(hex))
      throw new SlipwayError('invalid_request', 'A digest is sha256: and 64 hex digits.');
    return join(this.folder, 'sha256', hex.slice(0, 2), hex.slice(2));
  }

  private async writeTemporary(
    path: string,
    source: AsyncIterable<Uint8Array>,
    { expected, maxBytes = Infinity }: { expected?: string; maxBytes?: number },
  ): Promise<StoredFile> {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const file = await open(path, 'wx');
    try {
      for await (const chunk of source) {
        sizeBytes += chunk.byteLength;
        if (sizeBytes > maxBytes) throw new SlipwayError('too_large', `The file is larger than ${maxBytes} bytes.`);
        hash.update(chunk);
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    const digest = `sha256:${hash.digest('hex')}`;
    if (expected !== undefined && expected !== digest)
      throw new SlipwayError('digest_mismatch', `The bytes are ${digest}, not ${expected}; nothing was stored.`);
    return { digest, sizeBytes };
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
