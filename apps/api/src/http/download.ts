import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { byteRange, type ByteRange } from './byte-range.js';

/** Download is a stored file and how to read a part of it. */
export interface Download {
  digest: string;
  sizeBytes: number;
  fileName: string;
  open(range?: ByteRange): Promise<Readable>;
}

/**
 * download sends a stored file, whole or the range asked for, always as an attachment that no browser opens in our origin. Its digest
 * is its ETag.
 */
export async function download(request: FastifyRequest, reply: FastifyReply, file: Download): Promise<StreamableFile> {
  const range = byteRange(request.headers.range, file.sizeBytes);
  void reply
    .header('etag', `"${file.digest}"`)
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'private, max-age=31536000, immutable')
    .header('content-security-policy', "default-src 'none'; sandbox");
  if (range === 'unsatisfiable') {
    void reply.status(416).header('content-range', `bytes */${file.sizeBytes}`);
    return new StreamableFile(Buffer.alloc(0), { length: 0 });
  }
  const length = range === null ? file.sizeBytes : range.end - range.start + 1;
  if (range !== null)
    void reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${file.sizeBytes}`);
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`;
  return new StreamableFile(await file.open(range ?? undefined), {
    type: 'application/octet-stream',
    disposition,
    length,
  });
}
