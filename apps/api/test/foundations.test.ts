import { allEndpoints, type Endpoint } from '@slipway/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mlflowRoutes } from '../src/mlflow/mlflow-controllers.js';
import { mlflowAccessOf } from '../src/mlflow/mlflow-route.js';
import { controllers } from '../src/api.module.js';
import { openAccessOf, operationOf, routePath } from '../src/http/operation.js';
import { startApi, type StartedApi } from './started-api.js';

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const OPEN_PATHS = ['/healthz', '/readyz', '/metrics', '/docs', '/docs/:file', '/api/v1/openapi.json', '/*'];

const handlers = controllers.flatMap((controller) =>
  Object.entries(Object.getOwnPropertyDescriptors(controller.prototype))
    .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
    .map(([name, { value }]) => ({ name, handler: value as object })),
);

const filled = ({ path }: Endpoint): string =>
  `/api/v1${path
    .replace('{digest}', `sha256:${'0'.repeat(64)}`)
    .replace('{id}', '018f0000-0000-7000-8000-000000000000')
    .replace('{version}', '1')
    .replace(/\{\w+\}/g, 'some-name')
    .replace('*', 'a/b')}`;

describe('the route table', () => {
  it('has exactly one handler for every operation, named after it', () => {
    const bound = handlers.flatMap(({ name, handler }) => operationOf(handler)?.id.replace(/\.\w+$/, `.${name}`) ?? []);
    expect(bound.toSorted()).toEqual(allEndpoints.map(({ id }) => id).toSorted());
    for (const { name, handler } of handlers) expect(operationOf(handler)?.id.split('.')[1] ?? name).toBe(name);
  });

  it('has no handler that says nothing about access', () => {
    for (const { name, handler } of handlers)
      expect(operationOf(handler) ?? openAccessOf(handler) ?? mlflowAccessOf(handler), name).toBeDefined();
  });

  it('knows no route beside the contract and the open pages', () => {
    const tree = api.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
    // The drawing leaves out the plain piece before a wildcard.
    const mlflowPaths = mlflowRoutes.map(({ path }) => `/api/2.0/${path}`);
    const expected = [...allEndpoints.map(({ path }) => routePath(path)), ...mlflowPaths, ...OPEN_PATHS].map((path) =>
      path.replace(/(\/files)?\/\*$/, '*'),
    );
    expect(new Set(pathsOf(tree))).toEqual(new Set(expected));
  });
});

/** Reads the full paths back from Fastify's drawing of its routes. */
function pathsOf(tree: string): string[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', piece = '', methods] = /^([│ ]*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    const depth = indent.length / 4;
    above.splice(depth, Infinity, piece);
    return methods === undefined ? [] : [above.join('')];
  });
}

describe('without credentials', () => {
  it("no pair of MLflow's API answers", async () => {
    for (const { method, path } of mlflowRoutes) {
      const answer = await api.ask(method, `/api/2.0/${path}`, { headers: { authorization: undefined } });
      expect([answer.statusCode, answer.json().error_code], path).toEqual([401, 'UNAUTHENTICATED']);
    }
  });

  const variants = (path: string): string[] => [
    path,
    `${path}/`,
    path.replace('/api/v1/', '/%61pi/v1/'),
    `/p/default${path}`,
    `${path}?x=1`,
    path.replace('/api/', '//api/'),
  ];

  it('no route and no method answers, whatever the path is written like', async () => {
    const answered: string[] = [];
    for (const endpoint of allEndpoints) {
      for (const method of METHODS) {
        for (const path of variants(filled(endpoint))) {
          const { statusCode } = await api.ask(method, path, { headers: { authorization: undefined } });
          const publicOne = endpoint.path === '/session' && method === 'POST';
          if (![401, 403, 404, 405].includes(statusCode) && !(publicOne && [400, 415].includes(statusCode)))
            answered.push(`${method} ${path} ${statusCode}`);
        }
      }
    }
    expect(answered).toEqual([]);
  }, 120_000);

  it.each(['/healthz', '/docs', '/docs/start.js', '/docs/swagger-ui.css', '/api/v1/openapi.json', '/metrics'])(
    '%s is open',
    async (path) => {
      expect((await api.ask('GET', path, { headers: { authorization: '' } })).statusCode).toBe(200);
    },
  );

  it('/readyz names what is not ready', async () => {
    const answer = await api.ask('GET', '/readyz', { headers: { authorization: '' } });
    expect(answer.statusCode).toBe(503);
    expect(answer.json().notReady.map(({ name }: { name: string }) => name)).toEqual(['worker', 'gateway']);
  });

  it('/metrics from elsewhere needs the scope read', async () => {
    expect(
      (await api.ask('GET', '/metrics', { remoteAddress: '10.0.0.9', headers: { authorization: '' } })).statusCode,
    ).toBe(401);
    expect(
      (await api.ask('GET', '/metrics', { headers: { authorization: '', 'x-forwarded-for': '10.0.0.9' } })).statusCode,
    ).toBe(401);
    expect((await api.ask('GET', '/metrics', { remoteAddress: '10.0.0.9' })).statusCode).toBe(200);
  });
});

describe('bad requests', () => {
  it('names every key that is not known', async () => {
    const answer = await api.ask('POST', '/api/v1/tokens', {
      payload: { name: 'ci', scopes: ['read'], role: 'admin' },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ code: 'invalid_request', status: 400, errors: [{ path: 'role' }] });
  });

  it.each([
    '{"__proto__":{"admin":true},"name":"x","scopes":["read"]}',
    '{"constructor":{"prototype":{"a":1}}}',
    '{',
    '"text"',
    '[]',
    'null',
  ])('refuses %s', async (payload) => {
    const answer = await api.ask('POST', '/api/v1/tokens', {
      payload,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.json()).toMatchObject({ code: 'invalid_request', status: 400 });
  });

  it.each(['a\0b', 'a\ud800b'])('refuses the text %j, which cannot be stored, and names the field', async (text) => {
    const answer = await api.ask('POST', '/api/v1/models', { payload: { name: 'm', description: text } });
    expect(answer.json()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'description' }] });
  });

  it('refuses U+0000 in a query, and names the field', async () => {
    const answer = await api.ask('GET', `/api/v1/runs/${'0'.repeat(32)}/metrics?key=%00`);
    expect(answer.json()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'key' }] });
  });

  it('refuses other content types, and does not echo them', async () => {
    const answer = await api.ask('POST', '/api/v1/tokens', {
      payload: '{}',
      headers: { 'content-type': 'text/<script>' },
    });
    expect(answer.json()).toMatchObject({ code: 'unsupported_media_type', status: 415 });
    expect(answer.body).not.toContain('script');
  });

  it('refuses a JSON body over a megabyte', async () => {
    const answer = await api.ask('POST', '/api/v1/tokens', {
      payload: { name: 'x'.repeat(1_100_000), scopes: ['read'] },
    });
    expect(answer.json()).toMatchObject({ code: 'too_large', status: 413 });
  });

  it('names the field of a name with 10,000 characters', async () => {
    const answer = await api.ask('GET', `/api/v1/models/${'x'.repeat(10_000)}`);
    expect(answer.json()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'name' }] });
  });

  it('tells a wrong method from a wrong path', async () => {
    const wrongMethod = await api.ask('DELETE', '/api/v1/models');
    expect(wrongMethod.json()).toMatchObject({ code: 'method_not_allowed', status: 405 });
    expect(wrongMethod.headers.allow).toBe('GET, HEAD, POST');
    expect((await api.ask('GET', '/api/v1/nothing')).json()).toMatchObject({ code: 'not_found', status: 404 });
  });

  it('answers HEAD like GET, without a body', async () => {
    const answer = await api.ask('HEAD', '/api/v1/tokens');
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe('');
  });

  it('echoes a request id, and makes one where it is not plain', async () => {
    expect((await api.ask('GET', '/healthz', { headers: { 'x-request-id': 'abc-1' } })).headers['x-request-id']).toBe(
      'abc-1',
    );
    expect((await api.ask('GET', '/api/v1/nothing', { headers: { 'x-request-id': 'a"b' } })).json().requestId).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  });

  it('refuses a workspace that is not there', async () => {
    expect((await api.ask('GET', '/p/nowhere/api/v1/tokens')).json()).toMatchObject({ code: 'not_found' });
    expect((await api.ask('GET', '/p/default/api/v1/tokens')).statusCode).toBe(200);
  });
});

describe('hosts', () => {
  it.each(['attacker.tld', 'localhost.attacker.tld', '127.0.0.1.nip.io:3000', '169.254.169.254'])(
    'refuses Host: %s',
    async (host) => {
      expect((await api.ask('GET', '/api/v1/models', { headers: { host } })).json()).toMatchObject({
        code: 'host_refused',
        status: 421,
      });
    },
  );

  it.each(['localhost', '127.0.0.1:3000', '[::1]:3000'])('takes Host: %s', async (host) => {
    expect((await api.ask('GET', '/healthz', { headers: { host } })).statusCode).toBe(200);
  });
});
