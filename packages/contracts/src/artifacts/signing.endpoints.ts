import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { LabelName, ModelName, VersionNumber } from '../kernel/names.js';
import { NewSigningKey, SignatureBundle, SignatureReport, SigningKey, SigningPolicy, SigningStatement } from './signing.schemas.js';

const ByName = z.strictObject({ name: LabelName });
const ByVersion = z.strictObject({ name: ModelName, version: VersionNumber });

/** signingEndpoints: signatures of versions, the keys that are trusted, and whether serving demands one. */
export const signingEndpoints = endpoints('artifacts', {
  listSigningKeys: { method: 'GET', path: '/signing-keys', summary: 'List the public keys whose signatures are trusted', access: 'read', response: z.object({ items: z.array(SigningKey) }) },
  putSigningKey: { method: 'PUT', path: '/signing-keys/{name}', summary: 'Trust a public key', access: 'admin', params: ByName, body: NewSigningKey, response: SigningKey, errors: ['invalid_request'] },
  deleteSigningKey: { method: 'DELETE', path: '/signing-keys/{name}', summary: 'Trust a public key no more', access: 'admin', params: ByName, response: 'empty', status: 204, errors: ['not_found'] },
  getSigningPolicy: { method: 'GET', path: '/signing-policy', summary: 'Must served versions be signed?', access: 'read', response: SigningPolicy },
  setSigningPolicy: { method: 'PUT', path: '/signing-policy', summary: 'Demand signatures of versions that are served from now on, or not', access: 'admin', body: SigningPolicy, response: SigningPolicy },
  getSigningStatement: { method: 'GET', path: '/models/{name}/versions/{version}/signature/statement', summary: 'What a signature of the version has to cover', access: 'read', params: ByVersion, response: SigningStatement, errors: ['not_found'] },
  getSignature: { method: 'GET', path: '/models/{name}/versions/{version}/signature', summary: 'Verify the signatures of a version', access: 'read', params: ByVersion, response: SignatureReport, errors: ['not_found'] },
  signVersion: { method: 'POST', path: '/models/{name}/versions/{version}/signature', summary: 'Add a signature made elsewhere; it must hold', access: 'write', params: ByVersion, body: SignatureBundle, response: SignatureReport, status: 201, errors: ['not_found', 'signature_invalid'] },
});
