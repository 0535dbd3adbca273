import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { Id } from '../kernel/names.js';
import { page, PageQuery } from '../kernel/page.js';
import { ApiToken, CreatedApiToken, Me, NewApiToken, NewUser, SignInLink, User, UserChange } from './access.schemas.js';

/** accessEndpoints: sign in, tokens, people. */
export const accessEndpoints = endpoints('access', {
  signIn: {
    method: 'POST', path: '/session', summary: 'Sign in with a one-time link secret, a token, or name and password; sets the session cookie', access: 'public',
    body: z.union([
      z.strictObject({ oneTimeSecret: z.string().min(20).max(200) }),
      z.strictObject({ token: z.string().min(20).max(200) }),
      z.strictObject({ name: z.string().min(1).max(200), password: z.string().min(1).max(256) }),
    ]),
    response: Me, errors: ['sign_in_failed', 'too_many_requests'],
  },
  getMe: { method: 'GET', path: '/session', summary: 'Who am I, and what may I do', access: 'signed_in', response: Me },
  signOut: { method: 'DELETE', path: '/session', summary: 'End the session', access: 'signed_in', response: 'empty', status: 204 },
  setPassword: {
    method: 'PUT', path: '/session/password', summary: 'Set the password of the signed-in person', access: 'signed_in',
    body: z.strictObject({ password: z.string().min(12).max(256) }), response: 'empty', status: 204, errors: ['forbidden'],
  },
  listTokens: {
    method: 'GET', path: '/tokens', summary: 'List API tokens: a person\'s own, all of the workspace for an admin', access: 'signed_in',
    query: PageQuery, response: page(ApiToken), errors: ['forbidden'],
  },
  createToken: {
    method: 'POST', path: '/tokens', summary: 'Make an API token with some of one\'s own scopes', access: 'signed_in',
    body: NewApiToken, response: CreatedApiToken, status: 201, errors: ['forbidden'],
  },
  revokeToken: {
    method: 'DELETE', path: '/tokens/{id}', summary: 'Revoke an API token: one\'s own, or any for an admin', access: 'signed_in',
    params: z.strictObject({ id: Id }), response: 'empty', status: 204, errors: ['forbidden', 'not_found'],
  },
  listUsers: { method: 'GET', path: '/users', summary: 'List people', access: 'admin', query: PageQuery, response: page(User) },
  createUser: {
    method: 'POST', path: '/users', summary: 'Open an account for a person; the link in the answer signs them in once', access: 'admin',
    body: NewUser, response: SignInLink, status: 201, errors: ['already_exists'],
  },
  updateUser: {
    method: 'PATCH', path: '/users/{id}', summary: 'Change a person\'s role, or disable and enable the account; never the last admin', access: 'admin',
    params: z.strictObject({ id: Id }), body: UserChange, response: User, errors: ['conflict', 'not_found'],
  },
  createSignInLink: {
    method: 'POST', path: '/users/{id}/sign-in-link', summary: 'Make a new sign-in link, for a forgotten password or a lost link', access: 'admin',
    params: z.strictObject({ id: Id }), response: SignInLink, status: 201, errors: ['conflict', 'not_found'],
  },
});
