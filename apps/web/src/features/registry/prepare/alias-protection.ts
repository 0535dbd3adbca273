import type { AliasPolicy } from '@slipway/contracts';

/** protectionOf is the pattern that keeps an alias to approvers (`*` is anything, case does not matter), or null when who may write may move it. */
export const protectionOf = (alias: string, policies: readonly AliasPolicy[]): string | null =>
  policies.find(({ pattern }) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'iu').test(alias))?.pattern ?? null;

/** suggestedPatterns are names worth protecting that are not yet: champion, the stage Production, and what the model uses. */
export const suggestedPatterns = (names: readonly string[], policies: readonly AliasPolicy[]): string[] =>
  [...new Set(['champion', 'Production', ...names])]
    .filter((name) => protectionOf(name, policies) === null)
    .slice(0, 6);
