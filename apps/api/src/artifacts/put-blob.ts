import type { artifactsEndpoints, Blob } from '@slipway/contracts';
import { SlipwayError, type Core } from '@slipway/core';
import type { CallOf } from '../http/operation.js';
import { bodyStream, fileLimitBytes } from '../http/request-body.js';
import { contentRange, type ContentRange } from './content-range.js';
import { sayReceived } from './say-received.js';

type PutBlob = CallOf<(typeof artifactsEndpoints)['putBlob']>;

/**
 * putBlob streams a file in, verified against the digest of its address; 200 instead of 201 when it was there already. With `Content-Range`
 * the body is a part of it: 202 and a `Range` header say how much is here, and the part that ends the file answers 201. What a broken
 * connection left can be gone on with by its sender for a day.
 */
export async function putBlob(core: Core, call: PutBlob): Promise<Blob> {
  const { actor, params, request, reply } = call;
  const range = contentRange(request.headers['content-range']);
  const total = sizeSaid(range, request.headers['content-length']);
  if (total > fileLimitBytes) throw new SlipwayError('too_large', 'A file has at most 10 GiB.');
  const known = await knownBlob(core, params.digest);
  const source = bodyStream(request);
  if (known !== null) {
    source.resume();
    void reply.status(200);
    return known;
  }
  if (range === 'asks') {
    source.resume();
    return partly(core, call);
  }
  const part = {
    start: range?.start ?? 0,
    isLast: range === null || range.end + 1 === range.total,
    maxBytes: range === null ? fileLimitBytes : range.end + 1,
  };
  try {
    return (await core.artifacts.storePart(actor, params.digest, part, source)) ?? (await partly(core, call));
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'conflict') await sayReceived(core, call);
    throw error;
  }
}

async function partly(core: Core, call: PutBlob): Promise<Blob> {
  void call.reply.status(202);
  return { digest: call.params.digest, sizeBytes: await sayReceived(core, call) };
}

/** sizeSaid is how large the sender says that the file is, at least. */
function sizeSaid(range: ContentRange | 'asks' | null, contentLength: string | undefined): number {
  if (range === 'asks') return 0;
  return range === null ? Number(contentLength ?? 0) : (range.total ?? range.end + 1);
}

async function knownBlob(core: Core, digest: string): Promise<Blob | null> {
  try {
    const blob = await core.artifacts.requireBlob(digest);
    // Bytes that were lost are taken in again, or nobody could ever put them back.
    return (await core.artifacts.hasBytes(digest)) ? blob : null;
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'blob_missing') return null;
    throw error;
  }
}
