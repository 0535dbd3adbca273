import { describe, expect, it } from 'vitest';
import { AttemptLimit } from './attempt-limit.js';
import { allowedScopes } from './caller.js';
import { newApiSecret } from './secret-token.js';

describe('allowedScopes', () => {
  it.each([
    ['viewer', ['admin'], ['read']],
    ['engineer', ['read', 'approve'], ['read']],
    ['admin', ['predict'], ['predict']],
    ['admin', ['admin'], ['read', 'write', 'predict', 'feedback', 'approve', 'admin']],
  ] as const)('a %s with %o may %o', (role, granted, allowed) => {
    expect(allowedScopes(role, granted)).toEqual(allowed);
  });
});

describe('AttemptLimit', () => {
  const at = (seconds: number): Date => new Date(seconds * 1000);

  it('refuses one key after its failures, and forgets after a minute', () => {
    const limit = new AttemptLimit(2);
    limit.recordFailure('a', at(0));
    limit.recordFailure('a', at(1));
    expect(() => limit.refuseIfExhausted('a', at(2))).toThrow(expect.objectContaining({ code: 'too_many_requests' }));
    expect(() => limit.refuseIfExhausted('b', at(2))).not.toThrow();
    expect(() => limit.refuseIfExhausted('a', at(60))).not.toThrow();
  });
});

it('secrets use every letter equally: bytes from 248 on are thrown away', () => {
  expect(newApiSecret(() => Buffer.from([255, 248, 61, 0]))).toBe(`slw_${'z0'.repeat(16)}`);
});
