import type { Scope } from '@slipway/contracts';

/** AccessEvents are the payloads (`after`) of this domain's events. */
export interface AccessEvents {
  'access.signed_in': { with: 'link' | 'token' | 'password' };
  'access.password_set': Record<string, never>;
  'access.token_created': { name: string; scopes: readonly Scope[]; lastFour: string; expiresAt: string | null };
  'access.token_revoked': { name: string; lastFour: string };
}
