import type { Actor } from '../kernel/actor.js';
import { SlipwayError } from '../kernel/errors.js';

/** isProtected tells whether an alias or stage matches one of the patterns, in which `*` is anything; case does not matter. A pattern is letters, digits, _, - and *. */
export const isProtected = (alias: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'iu').test(alias));

/** requireApproval refuses to touch a protected alias or stage unless the actor may approve; Slipway itself acts on what was approved. */
export function requireApproval(actor: Actor, alias: string, patterns: readonly string[]): void {
  const mayApprove = actor.kind === 'system' || actor.scopes.includes('approve') || actor.scopes.includes('admin');
  if (!mayApprove && isProtected(alias, patterns))
    throw new SlipwayError('forbidden', `${alias} is protected: it takes the scope \`approve\` to move or remove it.`);
}
