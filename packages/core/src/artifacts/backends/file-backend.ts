import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { addressOf, bytesMissing, type BlobBackend, type ByteSpan, type StoredFile } from '../blob-backend.js';

/** FileBackend keeps files in a folder: `sha256/ab/cdef...`. */
export class FileBackend implements BlobBackend {
  constructor(private readonly folder: string) {}

  async put(path: string, { digest }: StoredFile): Promise<void> {
    const target = this.pathOf(digest);
    const beside = join(dirname(target), `.${randomUUID()}`);
    await mkdir(dirname(target), { recursive: true });
    try {
      await linkOrCopy(path, beside);
      await rename(beside, target);
    } finally {
      await rm(beside, { force: true });
    }
    await syncFolder(dirname(target));
  }

  async has(digest: string): Promise<boolean> {
    return stat(this.pathOf(digest)).then(
      (found) => found.isFile(),
      () => false,
    );
  }

  async read(digest: string, span?: ByteSpan): Promise<Readable> {
    const file = await open(this.pathOf(digest), 'r').catch(() => {
      throw bytesMissing(digest);
    });
    return file.createReadStream(span);
  }

  async remove(digest: string): Promise<void> {
    await rm(this.pathOf(digest), { force: true });
  }

  async *list(): AsyncGenerator<{ digest: string; storedAt: Date; sizeBytes: number }> {
    const root = join(this.folder, 'sha256');
    for (const start of await namesIn(root)) {
      for (const rest of await namesIn(join(root, start))) {
        if (!/^[0-9a-f]{64}$/.test(start + rest)) continue;
        const found = await stat(join(root, start, rest)).catch(() => null);
        if (found !== null) yield { digest: `sha256:${start}${rest}`, storedAt: found.ctime, sizeBytes: found.size };
      }
    }
  }

  async localFile(digest: string): Promise<string> {
    if (!(await this.has(digest))) throw bytesMissing(digest);
    return this.pathOf(digest);
  }

  async dropLocal(): Promise<boolean> {
    return false;
  }

  async sweep(): Promise<void> {}

  private pathOf(digest: string): string {
    return join(this.folder, ...addressOf(digest));
  }
}

/** Some file systems know no hard links. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to));
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
