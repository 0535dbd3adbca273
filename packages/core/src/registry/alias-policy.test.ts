import { describe, expect, it } from 'vitest';
import type { Scope } from '@slipway/contracts';
import { isProtected, requireApproval } from './alias-policy.js';

describe('isProtected', () => {
  it.each([
    ['champion', ['champion'], true],
    ['Champion', ['champion'], true],
    ['champion-eu', ['champion'], false],
    ['champion-eu', ['champion*'], true],
    ['prod-eu', ['*-eu'], true],
    ['Production', ['production'], true],
    ['anything', ['*'], true],
    ['anything', [], false],
    ['a-b', ['a*b', 'x'], true],
    ['größe', ['gr*e'], true],
  ])('%s against %j is %s', (alias, patterns, expected) => expect(isProtected(alias, patterns)).toBe(expected));
});

describe('requireApproval', () => {
  const actor = (kind: 'token' | 'system', scopes: Scope[]) => ({
    kind,
    scopes,
    id: null,
    personId: null,
    name: 'x',
    workspaceId: 'default',
    requestId: null,
  });
  it('lets approvers, admins and Slipway through, and nobody else', () => {
    const ask = (who: ReturnType<typeof actor>) => () => requireApproval(who, 'champion', ['champ*']);
    expect(ask(actor('token', ['read', 'write']))).toThrow(expect.objectContaining({ code: 'forbidden' }));
    for (const who of [actor('token', ['approve']), actor('token', ['admin']), actor('system', [])])
      expect(ask(who)).not.toThrow();
    expect(() => requireApproval(actor('token', ['write']), 'qa', ['champ*'])).not.toThrow();
  });
});
