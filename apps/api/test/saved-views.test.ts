import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type StartedApi } from './started-api.js';

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const view = { page: 'models', query: 'q=delay', shared: true };
const put = (name: string, payload: object = view, authorization?: string) =>
  api.ask('PUT', `/api/v1/views/${name}`, { payload, ...(authorization && { headers: { authorization } }) });

it('a view is saved, seen by another token, kept from it, and forgotten', async () => {
  const made = await api.ask('POST', '/api/v1/tokens', { payload: { name: 'ci', scopes: ['read', 'write'] } });
  const authorization = `Bearer ${made.json().secret}`;
  expect((await put('late%20flights')).json()).toMatchObject({ name: 'late flights', ...view, mine: true });
  const list = async (page: string) =>
    (await api.ask('GET', `/api/v1/views?page=${page}`, { headers: { authorization } })).json().items;
  expect(await list('models')).toMatchObject([{ name: 'late flights', ...view, mine: false }]);
  expect(await list('runs')).toEqual([]);
  expect((await put('late%20flights', view, authorization)).json()).toMatchObject({ status: 403, code: 'forbidden' });
  const forget = () => api.ask('DELETE', '/api/v1/views/late%20flights');
  expect((await forget()).statusCode).toBe(204);
  expect((await forget()).json()).toMatchObject({ status: 404, code: 'not_found' });
});

it.each([
  ['a hostile name', '..%2Fmodels', view, 'name'],
  ['a name with markup', '%3Cb%3E', view, 'name'],
  ['another page', 'late', { ...view, page: 'settings' }, 'page'],
  ['a query that leads away', 'late', { ...view, query: 'q=1#/elsewhere' }, 'query'],
  ['a query that is too long', 'late', { ...view, query: 'q'.repeat(2001) }, 'query'],
])('%s is refused', async (_, name, payload, path) => {
  const answer = await put(name, payload);
  expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_request', errors: [{ path }] });
});

it('the list of a page that has none is refused', async () => {
  expect((await api.ask('GET', '/api/v1/views?page=settings')).json()).toMatchObject({
    status: 400,
    errors: [{ path: 'page' }],
  });
});
