import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip, createInflate, deflate, gzip } from 'node:zlib';
import { InferenceError } from '../inference-error.js';
import type { EncodedBody } from './infer-response.js';

/** defaultMaxBodyBytes is Triton's limit of a request body, counted after decompression. */
const defaultMaxBodyBytes = 64 * 1_024 * 1_024;

/**
 * readInferBody reads a request body, inflating gzip and deflate. Throws `body_too_large` (413) as soon as more than
 * `maxBytes` have come out, whatever the headers claim, `unsupported_encoding` (501), `invalid_body` (400) for broken
 * compression or a body that ended early.
 */
export async function readInferBody(
  request: Readable,
  headers: IncomingHttpHeaders,
  maxBytes: number = defaultMaxBodyBytes,
): Promise<Uint8Array> {
  return collect(decompressed(request, headers['content-encoding'] ?? 'identity'), maxBytes);
}

/** By events: making an async iterator was 2.5 % of the profile of one-row predictions. */
function collect(source: Readable, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const broken = (): void => reject(new InferenceError('invalid_body', 400, 'the body is broken or ended early'));
    const keep = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes <= maxBytes) return void chunks.push(chunk);
      source.off('data', keep).pause();
      reject(new InferenceError('body_too_large', 413, `the body is larger than ${maxBytes} bytes`));
    };
    source.on('data', keep);
    source.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    source.once('error', broken);
    source.once('close', () => source.readableEnded || broken());
  });
}

const compressors = {
  gzip: promisify<Uint8Array | string, Buffer>(gzip),
  deflate: promisify<Uint8Array | string, Buffer>(deflate),
};

/** compressInferBody compresses a successful answer when the caller accepts gzip or deflate. Errors and metadata are never compressed: the aio client cannot read them. */
export async function compressInferBody(
  encoded: EncodedBody,
  acceptEncoding: string | undefined,
): Promise<EncodedBody> {
  if (acceptEncoding === undefined) return encoded;
  const accepted = acceptEncoding.split(',').map((item) => item.trim());
  const encoding = accepted.includes('gzip') ? 'gzip' : accepted.includes('deflate') ? 'deflate' : null;
  if (!encoding) return encoded;
  const body = await compressors[encoding](encoded.body);
  return { body, headers: { ...encoded.headers, 'content-encoding': encoding } };
}

function decompressed(request: Readable, encoding: string): Readable {
  if (encoding === 'identity' || encoding === '') return request;
  const inflater = encoding === 'gzip' ? createGunzip() : encoding === 'deflate' ? createInflate() : null;
  if (!inflater) {
    throw new InferenceError('unsupported_encoding', 501, `Content-Encoding ${encoding.slice(0, 50)} is not supported`);
  }
  request.once('error', (error) => inflater.destroy(error));
  return request.pipe(inflater);
}
