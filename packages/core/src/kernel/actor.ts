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

/** whoIs tells people apart: a person and all tokens of theirs are one, a token of nobody is one by itself. */
export const whoIs = ({ personId, id }: Actor): string | null => personId ?? id;

/** isSamePerson tells whether somebody known by whoIs acts again; Slipway itself is nobody. */
export const isSamePerson = (actor: Actor, who: string | null): boolean => who !== null && whoIs(actor) === who;
