import type { Scope } from '@slipway/contracts';
import type { Credential, Route } from '@slipway/core';
import { DataPlaneError } from './data-plane-error.js';

/** requireCaller refuses a caller without a token. */
export function requireCaller(credential: Credential | null): Credential {
  if (credential !== null) return credential;
  throw new DataPlaneError(401, 'unauthenticated', 'Send a token: Authorization: Bearer slw_...');
}

/** requireScope refuses a caller without a token, or whose token lacks a right. */
export function requireScope(credential: Credential | null, scope: Scope): Credential {
  const caller = requireCaller(credential);
  if (caller.scopes.includes(scope)) return caller;
  throw new DataPlaneError(403, 'forbidden', `The token lacks the scope ${scope}.`);
}

/** isVisibleTo tells whether a caller's token is of the endpoint's workspace, or of all. */
export const isVisibleTo = (
  { workspaceId }: Pick<Credential, 'workspaceId'>,
  route: Pick<Route, 'workspaceId'>,
): boolean => workspaceId === null || workspaceId === route.workspaceId;
