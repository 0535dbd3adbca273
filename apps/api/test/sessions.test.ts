import { statSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminToken, startApi, type StartedApi } from './started-api.js';

let api: StartedApi;
let cookie: string;
let csrfToken: string;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const withCookie = (headers: Record<string, string | undefined> = {}) => ({
  authorization: undefined,
  cookie,
  ...headers,
});
const signIn = (payload: object, headers: Record<string, string | undefined> = {}) =>
  api.ask('POST', '/api/v1/session', { payload, headers: { authorization: undefined, ...headers } });

describe('a one-time link', () => {
  it('signs in once', async () => {
    const oneTimeSecret = api.signInUrl?.split('#secret=')[1] ?? '';
    expect(api.signInUrl).toMatch(/^http:\/\/127\.0\.0\.1:3000\/sign-in#secret=\w{32}$/);
    const [first, second] = await Promise.all([signIn({ oneTimeSecret }), signIn({ oneTimeSecret })]);
    expect(new Set([first.statusCode, second.statusCode])).toEqual(new Set([200, 401]));
    const won = first.statusCode === 200 ? first : second;
    expect(won.headers['set-cookie']).toMatch(/^slipway_session=\w{32}; Path=\/; HttpOnly; SameSite=Strict/);
    cookie = String(won.headers['set-cookie']).split(';', 1)[0] ?? '';
    csrfToken = won.json().csrfToken;
    expect(won.json()).toMatchObject({ kind: 'user', name: 'admin', role: 'admin', workspace: 'default' });
    expect((await signIn({ oneTimeSecret })).json()).toMatchObject({ code: 'sign_in_failed' });
  });
});

describe('a session', () => {
  it('reads without more', async () => {
    const me = await api.ask('GET', '/api/v1/session', { headers: withCookie() });
    expect(me.json()).toMatchObject({ name: 'admin', csrfToken });
  });

  it('writes only with its CSRF token', async () => {
    const payload = { name: 'ci', scopes: ['read'] };
    expect((await api.ask('POST', '/api/v1/tokens', { payload, headers: withCookie() })).json()).toMatchObject({
      code: 'origin_refused',
      status: 403,
    });
    expect(
      (await api.ask('POST', '/api/v1/tokens', { payload, headers: withCookie({ 'x-csrf-token': 'x'.repeat(32) }) }))
        .statusCode,
    ).toBe(403);
    expect(
      (await api.ask('POST', '/api/v1/tokens', { payload, headers: withCookie({ 'x-csrf-token': csrfToken }) }))
        .statusCode,
    ).toBe(201);
  });

  it.each([
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('writes nothing for another site: %o', async (headers) => {
    const sent = withCookie({ 'x-csrf-token': csrfToken, ...headers });
    expect(
      (await api.ask('POST', '/api/v1/tokens', { payload: { name: 'ci', scopes: ['read'] }, headers: sent })).json(),
    ).toMatchObject({ code: 'origin_refused' });
    expect((await signIn({ token: adminToken }, headers)).statusCode).toBe(403);
  });

  it('is not a way round a bad Authorization header', async () => {
    expect(
      (await api.ask('GET', '/api/v1/session', { headers: withCookie({ authorization: 'Bearer slw_wrong' }) }))
        .statusCode,
    ).toBe(401);
  });

  it('of a password ends with a new one', async () => {
    const csrf = { 'x-csrf-token': csrfToken };
    expect(
      (
        await api.ask('PUT', '/api/v1/session/password', {
          payload: { password: 'a long enough one' },
          headers: withCookie(csrf),
        })
      ).statusCode,
    ).toBe(204);
    const other = await signIn({ name: 'admin', password: 'a long enough one' });
    expect(other.statusCode).toBe(200);
    await api.ask('PUT', '/api/v1/session/password', {
      payload: { password: 'yet another long one' },
      headers: withCookie(csrf),
    });
    const otherCookie = String(other.headers['set-cookie']).split(';', 1)[0] ?? '';
    expect(
      (await api.ask('GET', '/api/v1/session', { headers: { ...withCookie(), cookie: otherCookie } })).statusCode,
    ).toBe(401);
    expect((await api.core.access.prepareFirstStart()).signInUrl).toBeNull();
  });

  it('ends when it is told to', async () => {
    expect(
      (await api.ask('DELETE', '/api/v1/session', { headers: withCookie({ 'x-csrf-token': csrfToken }) })).statusCode,
    ).toBe(204);
    expect((await api.ask('GET', '/api/v1/session', { headers: withCookie() })).statusCode).toBe(401);
  });
});

describe('tokens', () => {
  it('grant what they were made for and end when revoked', async () => {
    const made = (await api.ask('POST', '/api/v1/tokens', { payload: { name: 'reader', scopes: ['read'] } })).json();
    expect(made.secret).toMatch(/^slw_[0-9A-Za-z]{32}$/);
    const authorization = `Bearer ${made.secret}`;
    expect((await api.ask('GET', '/api/v1/audit', { headers: { authorization } })).statusCode).toBe(200);
    expect((await api.ask('GET', '/api/v1/tokens', { headers: { authorization } })).json()).toMatchObject({
      code: 'forbidden',
      status: 403,
    });
    const listed = await api.ask('GET', '/api/v1/tokens');
    expect(listed.body).not.toContain(made.secret);
    expect((await api.ask('DELETE', `/api/v1/tokens/${made.id}`)).statusCode).toBe(204);
    expect((await api.ask('GET', '/api/v1/audit', { headers: { authorization } })).statusCode).toBe(401);
    expect((await api.ask('DELETE', `/api/v1/tokens/${made.id}`)).statusCode).toBe(404);
  });

  it('open sessions with their own rights', async () => {
    const made = (await api.ask('POST', '/api/v1/tokens', { payload: { name: 'viewer', scopes: ['read'] } })).json();
    const session = await signIn({ token: made.secret });
    expect(session.json()).toMatchObject({ kind: 'token', name: 'viewer', scopes: ['read'] });
    cookie = String(session.headers['set-cookie']).split(';', 1)[0] ?? '';
    expect((await api.ask('GET', '/api/v1/tokens', { headers: withCookie() })).statusCode).toBe(403);
    await api.ask('DELETE', `/api/v1/tokens/${made.id}`);
    expect((await api.ask('GET', '/api/v1/session', { headers: withCookie() })).statusCode).toBe(401);
  });

  it('of the API itself open nothing here', async () => {
    const authorization = `Bearer ${await api.core.access.playgroundToken()}`;
    expect((await api.ask('GET', '/api/v1/session', { headers: { authorization } })).statusCode).toBe(401);
    expect((await api.ask('GET', '/api/v1/tokens')).body).not.toContain('playground');
  });

  it('of the operator lies in the data folder, for its owner only', async () => {
    const path = join(api.folder, 'operator-token');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(
      (
        await api.ask('GET', '/api/v1/users', {
          headers: { authorization: `Bearer ${readFileSync(path, 'utf8').trim()}` },
        })
      ).statusCode,
    ).toBe(200);
  });
});

describe('guessing', () => {
  it('is cut off after some failures, also when all guesses are sent at once', async () => {
    const guess = () => signIn({ name: 'nobody', password: 'not the password' });
    const answers = await Promise.all(Array.from({ length: 30 }, guess));
    const count = (status: number) => answers.filter(({ statusCode }) => statusCode === status).length;
    expect([count(401), count(429)]).toEqual([10, 20]);
    expect((await signIn({ token: adminToken })).statusCode).toBe(200);
  }, 30_000);

  it('is not what right sign-ins at once are taken for, more of them than there are connections', async () => {
    const from = { payload: { token: adminToken }, remoteAddress: '192.0.2.1', headers: { authorization: undefined } };
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => api.ask('POST', '/api/v1/session', from)));
      expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array<number>(10).fill(200));
    }
  });
});

describe('Idempotency-Key', () => {
  const headers = { 'idempotency-key': 'key-1' };
  const payload = { name: 'late-flights' };

  it('does the work once and refuses another request with the key', async () => {
    const first = await api.ask('POST', '/api/v1/models', { payload, headers });
    const again = await api.ask('POST', '/api/v1/models', { payload, headers });
    expect(first.statusCode).toBe(201);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.json()).toEqual(first.json());
    expect((await api.ask('POST', '/api/v1/models', { payload: { name: 'other' }, headers })).json()).toMatchObject({
      code: 'idempotency_mismatch',
      status: 422,
    });
  });

  it('never keeps a secret', async () => {
    const token = { payload: { name: 'once', scopes: ['read'] }, headers: { 'idempotency-key': 'key-2' } };
    expect((await api.ask('POST', '/api/v1/tokens', token)).statusCode).toBe(201);
    expect((await api.ask('POST', '/api/v1/tokens', token)).json()).toMatchObject({ code: 'conflict' });
  });
});
