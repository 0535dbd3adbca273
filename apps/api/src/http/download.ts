import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { byteRange, type ByteRange } from './byte-range.js';

/** Download is a stored file and how to read a part of it. */
export interface Download {
  digest: string;
  sizeBytes: number;
  fileName: string;
  /** Whether another file may be under the same address later. */
  mayChange?: boolean;
  open(range?: ByteRange): Promise<Readable>;
}

/**
 * download sends a stored file, whole or the range asked for, always as an attachment that no browser opens in our origin. Its digest
 * is its ETag. Its name goes out as RFC 6266 wants it: whole, and once more in ASCII for those that read only that.
 */
export async function download(request: FastifyRequest, reply: FastifyReply, file: Download): Promise<StreamableFile> {
  const range = byteRange(request.headers.range, file.sizeBytes);
  void reply
    .header('etag', `"${file.digest}"`)
    .header('accept-ranges', 'bytes')
    .header('cache-control', file.mayChange ? 'private, no-cache' : 'private, max-age=31536000, immutable')
    .header('content-security-policy', "default-src 'none'; sandbox");
  if (range === 'unsatisfiable') {
    void reply.status(416).header('content-range', `bytes */${file.sizeBytes}`);
    return new StreamableFile(Buffer.alloc(0), { length: 0 });
  }
  const length = range === null ? file.sizeBytes : range.end - range.start + 1;
  if (range !== null)
    void reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${file.sizeBytes}`);
  return new StreamableFile(await file.open(range ?? undefined), {
    type: 'application/octet-stream',
    disposition: attachment(file.fileName),
    length,
  });
}

/** attachment writes a `Content-Disposition` (RFC 6266) of ASCII alone, whatever letters the name has. */
export function attachment(fileName: string): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const extended = encodeURIComponent(fileName.toWellFormed()).replaceAll(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${extended}`;
}
