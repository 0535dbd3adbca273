import { describe, expect, it } from 'vitest';
import { oneTimeSecretOf, safeNext } from './one-time-secret.js';

describe('oneTimeSecretOf', () => {
  it.each([
    ['#secret=abc123', 'abc123'],
    ['#secret=', null],
    ['', null],
    ['#other=1', null],
  ])('%s', (fragment, secret) => expect(oneTimeSecretOf(fragment)).toBe(secret));
});

describe('safeNext', () => {
  it.each([
    ['/models/a', '/models/a'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    [null, '/'],
  ])('%s', (next, path) => expect(safeNext(next)).toBe(path));
});
