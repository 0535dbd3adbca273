import type { Credential } from '@slipway/core';
import { beforeEach, expect, test } from 'vitest';
import { Authenticator } from './authenticate.js';

const good = { id: 't', scopes: ['predict'] } as unknown as Credential;
const never = new Promise<never>(() => undefined);
let nowMs = 0;
let asked = 0;
let say: () => Promise<Credential | null>;
let authenticator: Authenticator;

beforeEach(() => {
  asked = 0;
  say = () => Promise.resolve(good);
  const lookUp = () => {
    asked += 1;
    return say();
  };
  authenticator = new Authenticator(lookUp, () => nowMs);
});

test.each([undefined, '', 'Basic abc', 'Bearer', `Bearer ${'x'.repeat(201)}`])(
  '%s is nobody and costs no question',
  async (authorization) => {
    expect(await authenticator.authenticate(authorization)).toBeNull();
    expect(asked).toBe(0);
  },
);

test('an answer holds for five seconds; then a revoked token is refused', async () => {
  expect(await authenticator.authenticate('Bearer a')).toBe(good);
  say = () => Promise.resolve(null);
  nowMs += 4_999;
  expect(await authenticator.authenticate('Bearer a')).toBe(good);
  nowMs += 1;
  expect(await authenticator.authenticate('Bearer a')).toBeNull();
  expect(asked).toBe(2);
});

test('requests that come together ask once', async () => {
  await Promise.all(Array.from({ length: 50 }, async () => authenticator.authenticate('Bearer a')));
  expect(asked).toBe(1);
});

test('while the database is away it goes by what it last knew, and asks once a second', async () => {
  await authenticator.authenticate('Bearer a');
  say = () => Promise.reject(new Error('away'));
  nowMs += 60_000;
  expect(await authenticator.authenticate('Bearer a')).toBe(good);
  nowMs += 999;
  expect(await authenticator.authenticate('Bearer a')).toBe(good);
  expect(asked).toBe(2);
  await expect(authenticator.authenticate('Bearer unknown')).rejects.toThrow('away');
});

test('a database that hangs is not waited for', async () => {
  await authenticator.authenticate('Bearer a');
  say = () => never;
  nowMs += 5_000;
  expect(await authenticator.authenticate('Bearer a')).toBe(good);
});
