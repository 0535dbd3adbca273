import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { fileLimitBytes } from './request-body.js';

/** UploadPart is one part of a multipart request, in the order in which it was sent; a file must be read before the next part comes. */
export type UploadPart =
  | { kind: 'file'; field: string; fileName: string; stream: Readable }
  | { kind: 'field'; field: string; value: string };

/** uploadParts streams the parts of a multipart request; nothing is kept in memory or in temporary files. */
export async function* uploadParts(request: FastifyRequest): AsyncGenerator<UploadPart> {
  const limits = { fileSize: fileLimitBytes, files: 1000, fields: 20, fieldSize: 1024 * 1024, headerPairs: 50 };
  for await (const part of request.parts({ limits })) {
    if (part.type === 'file') yield { kind: 'file', field: part.fieldname, fileName: part.filename, stream: part.file };
    else yield { kind: 'field', field: part.fieldname, value: String(part.value) };
  }
}
