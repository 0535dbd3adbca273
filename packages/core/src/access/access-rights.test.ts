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

  it('refuses one key after its tries, and forgets after a minute', () => {
    const limit = new AttemptLimit(2);
    limit.begin('a', at(0));
    limit.begin('a', at(1));
    expect(() => limit.begin('a', at(2))).toThrow(expect.objectContaining({ code: 'too_many_requests' }));
    expect(() => limit.begin('b', at(2))).not.toThrow();
    expect(() => limit.begin('a', at(60))).not.toThrow();
  });

  it('counts a try until it turns out right, and for its own minute only', () => {
    const limit = new AttemptLimit(1);
    const forgive = limit.begin('a', at(0));
    expect(() => limit.begin('a', at(1))).toThrow('Too many');
    forgive();
    const late = limit.begin('a', at(2));
    limit.begin('a', at(62));
    late();
    expect(() => limit.begin('a', at(63))).toThrow('Too many');
  });

  it('forgets the oldest key of too many, not all', () => {
    const limit = new AttemptLimit(1);
    limit.begin('watched', at(1));
    for (let key = 0; key < 9_999; key += 1) limit.begin(`made up ${key}`, at(2));
    expect(() => limit.begin('watched', at(3))).toThrow('Too many');
    limit.begin('one more', at(3));
    expect(() => limit.begin('watched', at(3))).not.toThrow();
  });
});

it('secrets use every letter equally: bytes from 248 on are thrown away', () => {
  expect(newApiSecret(() => Buffer.from([255, 248, 61, 0]))).toBe(`slw_${'z0'.repeat(16)}`);
});
