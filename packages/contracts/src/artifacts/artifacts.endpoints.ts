import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { JobAccepted } from '../jobs/index.js';
import { Digest } from '../kernel/names.js';

/** Blob is a stored file, addressed by the sha256 of its bytes. */
export const Blob = z.object({ digest: Digest, sizeBytes: z.number().int() });
export type Blob = z.infer<typeof Blob>;

const ByDigest = z.strictObject({ digest: Digest });

/** NewCollection asks to remove stored files that nobody needs; those put in or asked for within the grace period stay. */
export const NewCollection = z.strictObject({ dryRun: z.boolean().default(false), graceHours: z.number().min(1).max(10_000).default(24) });

/** artifactsEndpoints: how big files come in and go out. */
export const artifactsEndpoints = endpoints('artifacts', {
  putBlob: {
    method: 'PUT', path: '/blobs/{digest}', summary: 'Upload a file, or with Content-Range a part of it; verified against its digest while it streams', access: 'write',
    params: ByDigest, body: 'binary', response: Blob, status: 201, errors: ['digest_mismatch', 'conflict', 'too_large', 'storage_full'],
  },
  getBlob: { method: 'GET', path: '/blobs/{digest}', summary: 'Download a file', access: 'read', params: ByDigest, response: 'binary', errors: ['not_found'] },
  startCollection: {
    method: 'POST', path: '/system/collections', summary: 'Remove stored files that nobody needs, or only count them', access: 'admin',
    body: NewCollection, response: JobAccepted, status: 202,
  },
});
