import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { NamedSecret, SecretContent, SecretName } from './secrets.schemas.js';

const ByName = z.strictObject({ name: SecretName });

/** secretEndpoints: secrets that targets of others are asked with; a value goes in and is never shown again. */
export const secretEndpoints = endpoints('access', {
  listSecrets: { method: 'GET', path: '/secrets', summary: 'List the names of secrets and the hosts that they are sent to', access: 'read', response: z.object({ items: z.array(NamedSecret) }) },
  setSecret: { method: 'PUT', path: '/secrets/{name}', summary: 'Store a secret, or its next value', access: 'admin', params: ByName, body: SecretContent, response: NamedSecret },
  deleteSecret: { method: 'DELETE', path: '/secrets/{name}', summary: 'Delete a secret that no served version needs', access: 'admin', params: ByName, response: 'empty', status: 204, errors: ['not_found', 'in_use'] },
});
