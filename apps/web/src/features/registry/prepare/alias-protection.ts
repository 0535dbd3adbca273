import type { AliasPolicy } from '@slipway/contracts';

/** protectionOf is the pattern that keeps an alias to approvers (`*` is anything, case does not matter), or null when who may write may move it. */
export const protectionOf = (alias: string, policies: readonly AliasPolicy[]): string | null =>
  policies.find(({ pattern }) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'iu').test(alias))?.pattern ?? null;
