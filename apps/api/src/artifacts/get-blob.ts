import type { StreamableFile } from '@nestjs/common';
import { notFound, SlipwayError, type Core } from '@slipway/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { download } from '../http/download.js';

/** getBlob sends a stored file; `fileName` is what the caller's disk will call it, `mayChange` whether the address may name another later. */
export async function getBlob(
  core: Core,
  digest: string,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  { fileName = digest.slice('sha256:'.length), mayChange = false }: { fileName?: string; mayChange?: boolean } = {},
): Promise<StreamableFile> {
  const { sizeBytes } = await storedBlob(core, digest);
  return download(request, reply, {
    digest,
    sizeBytes,
    fileName,
    mayChange,
    open: async (range) => (await core.artifacts.open(digest, range)).stream,
  });
}

/** Asked for by its address a missing blob is simply not there; `blob_missing` is for requests that name one in their body. */
async function storedBlob(core: Core, digest: string): Promise<{ sizeBytes: number }> {
  try {
    return await core.artifacts.requireBlob(digest);
  } catch (error) {
    throw error instanceof SlipwayError && error.code === 'blob_missing' ? notFound('file', digest) : error;
  }
}
