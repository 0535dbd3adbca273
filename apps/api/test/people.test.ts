import type { Role, SignInLink } from '@slipway/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type StartedApi } from './started-api.js';

const PASSWORD = 'a long enough one';

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const invite = async (name: string, role: Role): Promise<SignInLink> =>
  (await api.ask('POST', '/api/v1/users', { payload: { name, role } })).json();
const change = (id: string, payload: object) => api.ask('PATCH', `/api/v1/users/${id}`, { payload });
const signIn = (payload: object) =>
  api.ask('POST', '/api/v1/session', { payload, headers: { authorization: undefined } });
const secretOf = ({ signInUrl }: SignInLink): string => signInUrl.split('#secret=')[1] ?? '';

/** A signed-in browser: its requests carry the cookie and the CSRF token. */
async function browserOf(credentials: object) {
  const answer = await signIn(credentials);
  const cookie = String(answer.headers['set-cookie']).split(';', 1)[0];
  const headers = { authorization: undefined, cookie, 'x-csrf-token': String(answer.json().csrfToken) };
  return (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) =>
    api.ask(method, `/api/v1${url}`, { headers, ...(payload && { payload }) });
}

describe('an invited person', () => {
  it('comes in by the link, once, sets a password, and has the rights of the role', async () => {
    const link = await invite('ann', 'engineer');
    expect(link).toMatchObject({ user: { name: 'ann', role: 'engineer', hasPassword: false, lastSignedInAt: null } });
    const ann = await browserOf({ oneTimeSecret: secretOf(link) });
    expect((await signIn({ oneTimeSecret: secretOf(link) })).statusCode).toBe(401);
    expect((await ann('PUT', '/session/password', { password: PASSWORD })).statusCode).toBe(204);
    expect((await signIn({ name: 'ann', password: PASSWORD })).json()).toMatchObject({
      kind: 'user',
      role: 'engineer',
    });
    expect((await ann('POST', '/models', { name: 'of-ann' })).statusCode).toBe(201);
    expect((await ann('GET', '/users')).statusCode).toBe(403);
    const listed = (await api.ask('GET', '/api/v1/users?q=ann')).json().items[0];
    expect(listed).toMatchObject({ hasPassword: true, lastSignedInAt: expect.any(String) });
  });

  it.each(['ann', 'ANN'])('is refused under a name that is taken: %s', async (name) => {
    const answer = await api.ask('POST', '/api/v1/users', { payload: { name, role: 'viewer' } });
    expect(answer.json()).toMatchObject({ code: 'already_exists', status: 409, errors: [{ path: 'name' }] });
  });

  it.each([
    [{ name: 'bob' }, 'role'],
    [{ name: 'bob', role: 'king' }, 'role'],
    [{ name: '../bob', role: 'viewer' }, 'name'],
    [{ name: 'b'.repeat(10_000), role: 'viewer' }, 'name'],
  ])('%j names the field', async (payload, path) => {
    const answer = await api.ask('POST', '/api/v1/users', { payload });
    expect(answer.json()).toMatchObject({ code: 'invalid_request', errors: [{ path }] });
  });

  it('of ten at once under one name is one', async () => {
    const payload = { name: 'twice', role: 'viewer' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.ask('POST', '/api/v1/users', { payload })));
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    expect(answers.filter(({ statusCode }) => statusCode === 409)).toHaveLength(9);
  });
});

describe('tokens of a person', () => {
  it('are theirs to make and revoke, never exceed the role, and follow it', async () => {
    const link = await invite('eve', 'engineer');
    const eve = await browserOf({ oneTimeSecret: secretOf(link) });
    const other = (await api.ask('POST', '/api/v1/tokens', { payload: { name: 'ci', scopes: ['read'] } })).json();
    expect((await eve('POST', '/tokens', { name: 'mine', scopes: ['admin'] })).json()).toMatchObject({
      code: 'forbidden',
    });
    const made = (await eve('POST', '/tokens', { name: 'mine', scopes: ['read', 'write'] })).json();
    expect((await eve('GET', '/tokens')).json().items).toMatchObject([{ name: 'mine', owner: 'eve' }]);
    expect((await eve('DELETE', `/tokens/${other.id}`)).statusCode).toBe(404);

    const headers = { authorization: `Bearer ${made.secret}` };
    const write = (name: string) => api.ask('POST', '/api/v1/models', { payload: { name }, headers });
    expect((await write('one')).statusCode).toBe(201);
    expect(
      (await api.ask('POST', '/api/v1/tokens', { payload: { name: 'x', scopes: ['read'] }, headers })).statusCode,
    ).toBe(403);
    await change(link.user.id, { role: 'viewer' });
    expect((await write('two')).json()).toMatchObject({ code: 'forbidden' });
    expect((await api.ask('GET', '/api/v1/models', { headers })).statusCode).toBe(200);
    await change(link.user.id, { disabled: true });
    expect((await api.ask('GET', '/api/v1/models', { headers })).statusCode).toBe(401);
    expect((await eve('GET', '/session')).statusCode).toBe(401);
    await change(link.user.id, { disabled: false });
    expect((await api.ask('GET', '/api/v1/models', { headers })).statusCode).toBe(200);
  });
});

describe('a browser that signed in with a token', () => {
  it('makes no tokens, which would outlive the one it came with', async () => {
    const made = (await api.ask('POST', '/api/v1/tokens', { payload: { name: 'ci', scopes: ['read'] } })).json();
    const browser = await browserOf({ token: made.secret });
    expect((await browser('POST', '/tokens', { name: 'mine', scopes: ['read'] })).json()).toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('an admin token of one workspace', () => {
  it('changes no people, whose roles hold in every workspace', async () => {
    const made = (await api.ask('POST', '/api/v1/tokens', { payload: { name: 'team', scopes: ['admin'] } })).json();
    const headers = { authorization: `Bearer ${made.secret}` };
    const payload = { name: 'mallory', role: 'admin' };
    expect((await api.ask('POST', '/api/v1/users', { payload, headers })).json()).toMatchObject({ code: 'forbidden' });
  });
});

describe('the last admin', () => {
  it('stays one, also when two admins demote each other at once', async () => {
    const { items } = (await api.ask('GET', '/api/v1/users?q=admin')).json();
    expect((await change(items[0].id, { role: 'viewer' })).json()).toMatchObject({ code: 'conflict' });
    expect((await change(items[0].id, { disabled: true })).json()).toMatchObject({ code: 'conflict' });
    const { user } = await invite('second', 'admin');
    const answers = await Promise.all([change(items[0].id, { role: 'viewer' }), change(user.id, { disabled: true })]);
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200, 409]));
  });

  it.each([[{}], [{ disabled: 'yes' }], [{ role: 'king' }], [{ name: 'other' }]])(
    'is not changed by %j',
    async (payload) => {
      const { items } = (await api.ask('GET', '/api/v1/users?q=admin')).json();
      expect((await change(items[0].id, payload)).json()).toMatchObject({ code: 'invalid_request' });
    },
  );
});

describe('a new link', () => {
  it('replaces the earlier one, and none is made for a closed account', async () => {
    const first = await invite('lost', 'viewer');
    const again = await api.ask('POST', `/api/v1/users/${first.user.id}/sign-in-link`);
    expect((await signIn({ oneTimeSecret: secretOf(first) })).statusCode).toBe(401);
    expect((await signIn({ oneTimeSecret: secretOf(again.json()) })).statusCode).toBe(200);
    await change(first.user.id, { disabled: true });
    expect((await api.ask('POST', `/api/v1/users/${first.user.id}/sign-in-link`)).json()).toMatchObject({
      code: 'conflict',
    });
    expect(
      (await api.ask('POST', '/api/v1/users/01990000-0000-7000-8000-000000000000/sign-in-link')).json(),
    ).toMatchObject({ code: 'not_found' });
  });

  it('is in no answer that is kept for an Idempotency-Key, and in no event', async () => {
    const asked = { payload: { name: 'once', role: 'viewer' }, headers: { 'idempotency-key': 'people-1' } };
    const made = await api.ask('POST', '/api/v1/users', asked);
    expect((await api.ask('POST', '/api/v1/users', asked)).json()).toMatchObject({ code: 'conflict' });
    expect((await api.ask('GET', '/api/v1/audit?limit=500')).body).not.toContain(secretOf(made.json()));
  });
});
