import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { Digest } from '../kernel/names.js';

/** Blob is a stored file, addressed by the sha256 of its bytes. */
export const Blob = z.object({ digest: Digest, sizeBytes: z.number().int() });
export type Blob = z.infer<typeof Blob>;

const ByDigest = z.strictObject({ digest: Digest });

/** artifactsEndpoints: how big files come in and go out. */
export const artifactsEndpoints = endpoints('artifacts', {
  putBlob: {
    method: 'PUT', path: '/blobs/{digest}', summary: 'Upload a file, or with Content-Range a part of it; verified against its digest while it streams', access: 'write',
    params: ByDigest, body: 'binary', response: Blob, status: 201, errors: ['digest_mismatch', 'conflict', 'too_large', 'storage_full'],
  },
  getBlob: { method: 'GET', path: '/blobs/{digest}', summary: 'Download a file', access: 'read', params: ByDigest, response: 'binary', errors: ['not_found'] },
});
