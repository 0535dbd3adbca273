import type { artifactsEndpoints, Blob } from '@slipway/contracts';
import { SlipwayError, type Core } from '@slipway/core';
import type { CallOf } from '../http/operation.js';
import { bodyStream, fileLimitBytes } from '../http/request-body.js';

/** putBlob streams a file in, verified against the digest of its address; 200 instead of 201 when it was there already. */
export async function putBlob(
  core: Core,
  { params, request, reply }: CallOf<(typeof artifactsEndpoints)['putBlob']>,
): Promise<Blob> {
  if (Number(request.headers['content-length'] ?? 0) > fileLimitBytes)
    throw new SlipwayError('too_large', 'A file has at most 10 GiB.');
  const known = await knownBlob(core, params.digest);
  if (known !== null) {
    bodyStream(request).resume();
    void reply.status(200);
    return known;
  }
  const { digest, sizeBytes } = await core.artifacts.store(bodyStream(request), {
    expected: params.digest,
    maxBytes: fileLimitBytes,
  });
  return { digest, sizeBytes };
}

async function knownBlob(core: Core, digest: string): Promise<Blob | null> {
  try {
    return await core.artifacts.requireBlob(digest);
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'blob_missing') return null;
    throw error;
  }
}
