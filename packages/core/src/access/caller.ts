import { scopesOfRole, type Role, type Scope } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';

/** Credential is what a request showed: a valid token or a valid session, with the rights that are left of it. */
export interface Credential {
  via: 'token' | 'session';
  kind: 'user' | 'token';
  id: string;
  /** The person behind it: the user, or the token's owner; null for the operator's own tokens. */
  personId: string | null;
  name: string;
  role: Role;
  scopes: readonly Scope[];
  /** Null: every workspace. */
  workspaceId: string | null;
  /** What unsafe requests of this session must repeat in `x-csrf-token`; null for tokens. */
  csrfToken: string | null;
  /** The session's stored hash; null for tokens. */
  sessionHash: string | null;
  /** True for the token by which the API itself asks the gateway. */
  internal: boolean;
}

/** allowedScopes is the role's scopes cut to those that were granted; `admin` among the granted means all that the role has. */
export function allowedScopes(role: Role, granted: readonly Scope[]): Scope[] {
  const ofRole = scopesOfRole[role];
  return granted.includes('admin') ? [...ofRole] : ofRole.filter((scope) => granted.includes(scope));
}

/** actorOf is the credential acting in a workspace. */
export const actorOf = (credential: Credential, workspaceId: string, requestId: string | null): Actor => ({
  kind: credential.kind,
  id: credential.id,
  personId: credential.personId,
  name: credential.name,
  scopes: credential.scopes,
  workspaceId,
  requestId,
});
