import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { SlipwayError } from '../kernel/errors.js';
import type { BlobBackend } from './blob-backend.js';

/** VerifiedFiles hands out paths of stored files whose bytes were checked against their digest; unchanged files are checked once. */
export class VerifiedFiles {
  private readonly verified = new Map<string, string>();
  private readonly underway = new Map<string, Promise<string>>();

  constructor(private readonly backend: BlobBackend) {}

  /** pathOf is where a stored file lies on this machine; other bytes than its digest says are `digest_mismatch`. */
  pathOf(digest: string): Promise<string> {
    const known = this.underway.get(digest);
    if (known !== undefined) return known;
    const path = this.verifiedPath(digest).finally(() => this.underway.delete(digest));
    this.underway.set(digest, path);
    return path;
  }

  private async verifiedPath(digest: string): Promise<string> {
    const path = await this.backend.localFile(digest);
    if (await this.isVerified(digest, path)) return path;
    if (!(await this.backend.dropLocal(digest))) throw changedOnDisk(digest);
    const again = await this.backend.localFile(digest);
    if (await this.isVerified(digest, again)) return again;
    throw changedOnDisk(digest);
  }

  private async isVerified(digest: string, path: string): Promise<boolean> {
    const { size, mtimeMs, ino } = await stat(path);
    const stamp = `${ino} ${size} ${mtimeMs}`;
    if (this.verified.get(digest) === stamp) return true;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    if (`sha256:${hash.digest('hex')}` !== digest) return false;
    this.verified.set(digest, stamp);
    return true;
  }
}

const changedOnDisk = (digest: string): SlipwayError =>
  new SlipwayError('digest_mismatch', `The stored file ${digest} was changed on disk; it is not used.`);
