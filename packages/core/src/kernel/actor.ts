import type { Scope } from '@slipway/contracts';

/** Actor is who acts: a person, a token, or Slipway itself; its scopes are already cut to what its owner may do. */
export interface Actor {
  kind: 'user' | 'token' | 'system';
  id: string | null;
  /** The person behind a user or a token of theirs; null for the operator's own tokens and for Slipway. */
  personId: string | null;
  name: string;
  scopes: readonly Scope[];
  workspaceId: string;
  requestId: string | null;
}

/** systemActor is Slipway acting by itself in a workspace. */
export const systemActor = (workspaceId: string): Actor => ({
  kind: 'system',
  id: null,
  personId: null,
  name: 'Slipway',
  scopes: [],
  workspaceId,
  requestId: null,
});
