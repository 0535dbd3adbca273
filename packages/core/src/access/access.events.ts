import type { Role, Scope } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { appendEvent } from '../kernel/event-log.js';

/** AccessEvents are the payloads (`after`) of this domain's events. */
export interface AccessEvents {
  'access.signed_in': { with: 'link' | 'token' | 'password' };
  'access.password_set': Record<string, never>;
  'access.token_created': { name: string; scopes: readonly Scope[]; lastFour: string; expiresAt: string | null };
  'access.token_revoked': { name: string; lastFour: string };
  'access.user_created': { role: Role };
  'access.user_updated': { role: Role; disabled: boolean };
  'access.link_made': Record<string, never>;
  'access.secret_set': { hosts: readonly string[] };
  'access.secret_deleted': Record<string, never>;
}

/** logAccess writes the event of a change to an account or a token, in the transaction of the change. */
export async function logAccess<K extends keyof AccessEvents>(
  tx: Tx,
  actor: Actor,
  kind: K,
  name: string,
  after: AccessEvents[K],
  before?: AccessEvents[K],
): Promise<void> {
  const subjectKind = kind.includes('token') ? 'token' : 'user';
  await appendEvent(tx, actor, { kind, subjectKind, subjectName: name, after, ...(before && { before }) });
}
