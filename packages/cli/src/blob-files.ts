import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, openAsBlob } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Client } from '@slipway/client';

/** putFile stores a file under its digest, without holding it in memory, and names it as a file of a version. */
export async function putFile(client: Client, path: string): Promise<{ path: string; digest: string }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const digest = `sha256:${hash.digest('hex')}`;
  await client.putBlob(digest, await openAsBlob(path));
  return { path: basename(path), digest };
}

/** saveStream writes a file beside its place first, so that a transfer that breaks off leaves what was there. */
export async function saveStream(content: ReadableStream<Uint8Array>, path: string): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await pipeline(content, createWriteStream(partial));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
