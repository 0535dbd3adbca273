import type { Readable } from 'node:stream';
import { SlipwayError } from '../kernel/errors.js';

/** StoredFile is a file by the sha256 of its bytes. */
export interface StoredFile {
  digest: string;
  sizeBytes: number;
}

/** ByteSpan is a part of a file; both ends count. */
export interface ByteSpan {
  start: number;
  end: number;
}

/** BlobBackend is where the bytes of stored files lie, each under its digest: a folder, or a bucket. */
export interface BlobBackend {
  /** put keeps the file at `path` under its digest and returns once it is safe; putting it again is fine, and `path` stays. */
  put(path: string, file: StoredFile): Promise<void>;
  /** has tells whether the bytes are there. */
  has(digest: string): Promise<boolean>;
  /** read streams a file, or a part of it; `blob_missing` when the bytes are not there. */
  read(digest: string, span?: ByteSpan): Promise<Readable>;
  /** remove deletes a file; it is fine when there is none. */
  remove(digest: string): Promise<void>;
  /** list walks through everything that is stored, with the time it was put there. */
  list(): AsyncIterable<{ digest: string; storedAt: Date; sizeBytes: number }>;
  /** localFile is a path on this machine where the bytes lie, fetched when need be; nothing is verified yet. */
  localFile(digest: string): Promise<string>;
  /** dropLocal forgets a fetched copy that turned out to be wrong, and tells whether fetching it again may help. */
  dropLocal(digest: string): Promise<boolean>;
  /** sweep removes local copies that nobody used for long. */
  sweep(now: Date): Promise<void>;
}

/** addressOf is where a digest lies in any backend, as path parts: `sha256/ab/cdef...`. No name that a caller chose becomes a path. */
export function addressOf(digest: string): [string, string, string] {
  const hex = digest.slice('sha256:'.length);
  if (!digest.startsWith('sha256:') || !/^[0-9a-f]{64}$/.test(hex))
    throw new SlipwayError('invalid_request', 'A digest is sha256: and 64 hex digits.');
  return ['sha256', hex.slice(0, 2), hex.slice(2)];
}

/** bytesMissing is the refusal for a file whose bytes are not where its row says. */
export const bytesMissing = (digest: string): SlipwayError =>
  new SlipwayError('blob_missing', `The file ${digest} is not in the artifact store.`);
