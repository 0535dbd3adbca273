import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { numberEvents } from '@slipway/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminToken, startApi, type StartedApi } from './started-api.js';

let api: StartedApi;
let address: string;
beforeAll(async () => {
  api = await startApi();
  await api.app.listen(0, '127.0.0.1');
  address = await api.app.getUrl();
});
afterAll(() => api.stop());

const authorization = `Bearer ${adminToken}`;
const bytes = Buffer.from('the bytes of a file');
const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

describe('ETag and If-Match', () => {
  it('guard an update', async () => {
    await api.ask('POST', '/api/v1/models', { payload: { name: 'late flights' } });
    const url = '/api/v1/models/late%20flights';
    const read = await api.ask('GET', url);
    const etag = String(read.headers.etag);
    expect((await api.ask('GET', url, { headers: { 'if-none-match': etag } })).statusCode).toBe(304);
    const patch = (description: string, ifMatch: string) =>
      api.ask('PATCH', url, { payload: { description }, headers: { 'if-match': ifMatch } });
    const both = await Promise.all([patch('one', etag), patch('two', etag)]);
    expect(new Set(both.map(({ statusCode }) => statusCode))).toEqual(new Set([200, 412]));
    expect((await patch('three', '"other"')).json()).toMatchObject({ code: 'changed_meanwhile' });
  });

  it('guard replacing and deleting', async () => {
    const url = '/api/v1/models/late%20flights/gates';
    const policy = { dataset: 'january', target: 'late', gates: [{ metric: 'auc', op: '>=', threshold: 0.7 }] };
    const put = (ifMatch?: string) => api.ask('PUT', url, { payload: policy, headers: { 'if-match': ifMatch } });
    expect((await put('*')).json()).toMatchObject({ code: 'changed_meanwhile' });
    await put();
    const { etag } = (await api.ask('GET', url)).headers;
    expect((await put('"other"')).json()).toMatchObject({ code: 'changed_meanwhile' });
    expect((await put(etag)).statusCode).toBe(200);
    expect((await api.ask('DELETE', url, { headers: { 'if-match': String(etag) } })).statusCode).toBe(412);
    const now = String((await api.ask('GET', url)).headers.etag);
    expect((await api.ask('DELETE', url, { headers: { 'if-match': now } })).statusCode).toBe(204);
  });
});

describe('files', () => {
  it('come in once and go out whole or in part', async () => {
    const headers = { 'content-type': 'application/octet-stream' };
    expect((await api.ask('PUT', `/api/v1/blobs/${digest}`, { payload: bytes, headers })).statusCode).toBe(201);
    expect((await api.ask('PUT', `/api/v1/blobs/${digest}`, { payload: bytes, headers })).statusCode).toBe(200);
    const whole = await api.ask('GET', `/api/v1/blobs/${digest}`);
    expect(whole.rawPayload).toEqual(bytes);
    expect(whole.headers['content-disposition']).toMatch(/^attachment/);
    const part = await api.ask('GET', `/api/v1/blobs/${digest}`, { headers: { range: 'bytes=4-8' } });
    expect([part.statusCode, part.body, part.headers['content-range']]).toEqual([
      206,
      'bytes',
      `bytes 4-8/${bytes.length}`,
    ]);
    expect((await api.ask('GET', `/api/v1/blobs/${digest}`, { headers: { range: 'bytes=99-' } })).statusCode).toBe(416);
    const head = await api.ask('HEAD', `/api/v1/blobs/${digest}`);
    expect([head.statusCode, head.headers['content-length'], head.body]).toEqual([200, String(bytes.length), '']);
  });

  it('with other bytes than their address says are refused', async () => {
    const answer = await api.ask('PUT', `/api/v1/blobs/sha256:${'0'.repeat(64)}`, {
      payload: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(answer.json()).toMatchObject({ code: 'digest_mismatch' });
    expect((await api.ask('GET', `/api/v1/blobs/sha256:${'0'.repeat(64)}`)).json()).toMatchObject({
      code: 'not_found',
    });
  });

  it('stream in as multipart, with metadata', async () => {
    const form = new FormData();
    form.append('metadata', JSON.stringify({ framework: 'opaque', description: 'notes' }));
    form.append('file', new Blob([bytes]), 'notes.txt');
    const response = await fetch(`${address}/api/v1/models/notes/versions/upload`, {
      method: 'POST',
      body: form,
      headers: { authorization },
    });
    expect(await response.json()).toMatchObject({ model: 'notes', version: 1, files: [{ path: 'notes.txt', digest }] });
    const file = await api.ask('GET', '/api/v1/models/notes/versions/1/files/notes.txt');
    expect(file.rawPayload).toEqual(bytes);
  });

  it.each(['/api/v1', '/p/default/api/v1'])(
    'stream in as multipart at the path of versions itself, under %s',
    async (at) => {
      const form = new FormData();
      form.append('metadata', JSON.stringify({ framework: 'opaque' }));
      form.append('file', new Blob([bytes]), 'notes.txt');
      const response = await fetch(`${address}${at}/models/short%20way/versions?`, {
        method: 'POST',
        body: form,
        headers: { authorization },
      });
      expect(await response.json()).toMatchObject({ model: 'short way', files: [{ path: 'notes.txt', digest }] });
    },
  );

  it('stream in as multipart however its name is written', async () => {
    const form = new FormData();
    form.append('metadata', JSON.stringify({ framework: 'opaque' }));
    form.append('file', new Blob([bytes]), 'notes.txt');
    const request = new Request(`${address}/api/v1/models/loud/versions`, { method: 'POST', body: form });
    const response = await fetch(request.url, {
      method: 'POST',
      body: await request.clone().bytes(),
      headers: {
        authorization,
        'content-type': request.headers.get('content-type')!.replace('multipart/form-data', 'Multipart/Form-Data'),
      },
    });
    expect(await response.json()).toMatchObject({ model: 'loud', files: [{ path: 'notes.txt', digest }] });
  });

  it('as multipart with a wrong part or a broken body leave nothing and a living process', async () => {
    const form = new FormData();
    form.append('source', 'file:///etc');
    const wrong = await fetch(`${address}/api/v1/models/wrong/versions/upload`, {
      method: 'POST',
      body: form,
      headers: { authorization },
    });
    expect(await wrong.json()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'source' }] });
    const broken = await fetch(`${address}/api/v1/models/wrong/versions/upload`, {
      method: 'POST',
      body: '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
      headers: { authorization, 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect(broken.status).toBe(400);
    expect((await api.ask('GET', '/api/v1/models/wrong')).statusCode).toBe(404);
  });
});

describe('a refusal before the whole body was read', () => {
  it('reaches a caller who sends all of it before looking', async () => {
    const part = '--x\r\ncontent-disposition: form-data; name="metadata"\r\n\r\n{\r\n--x\r\n';
    const head = [
      'POST /api/v1/models/wrong/versions/upload HTTP/1.1',
      'host: localhost:3000',
      `authorization: ${authorization}`,
      'content-type: multipart/form-data; boundary=x',
      `content-length: ${part.length + 2_000}`,
    ];
    const socket = connect(Number(new URL(address).port), '127.0.0.1').pause();
    socket.write(`${head.join('\r\n')}\r\n\r\n${part}`);
    for (let piece = 0; piece < 2; piece += 1) {
      await sleep(100);
      socket.write('y'.repeat(1_000));
    }
    const [answer] = (await once(socket.resume(), 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1.1 400 /);
  });
});

describe('events', () => {
  it('stream with their numbers and resume after the last one seen', async () => {
    await numberEvents(api.core.kit.db, 'test');
    const from = await api.core.audit.lastSeq();
    const made = api.ask('POST', '/api/v1/models', { payload: { name: 'streamed' } });
    await made;
    const stop = new AbortController();
    const response = await fetch(`${address}/api/v1/events`, {
      headers: { authorization, 'last-event-id': String(from) },
      signal: stop.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await numberEvents(api.core.kit.db, 'test');
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes('streamed')) break;
    }
    stop.abort();
    expect(text).toContain(`id: ${from + 1}\ndata: {`);
  });

  it('stream to nobody whose token was revoked meanwhile', async () => {
    const token = (await api.ask('POST', '/api/v1/tokens', { payload: { name: 'watcher', scopes: ['read'] } })).json();
    const response = await fetch(`${address}/api/v1/events`, { headers: { authorization: `Bearer ${token.secret}` } });
    const stream = response.text();
    await api.ask('DELETE', `/api/v1/tokens/${token.id}`);
    await api.ask('POST', '/api/v1/models', { payload: { name: 'secret plans' } });
    await numberEvents(api.core.kit.db, 'test');
    expect(await stream).not.toContain('secret plans');
  });

  it('form an unbroken chain', async () => {
    const verdict = (await api.ask('GET', '/api/v1/audit/verify')).json();
    expect(verdict).toMatchObject({ verified: true, brokenAtSeq: null });
    expect(verdict.upToSeq).toBeGreaterThan(1);
  });

  it('page newest first', async () => {
    const first = (await api.ask('GET', '/api/v1/audit?limit=1&kind=registry.')).json();
    const second = (await api.ask('GET', `/api/v1/audit?limit=1&kind=registry.&cursor=${first.nextCursor}`)).json();
    expect(first.items[0].seq).toBeGreaterThan(second.items[0].seq);
    expect((await api.ask('GET', '/api/v1/audit?cursor=bm9wZQ')).json()).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'cursor' }],
    });
  });
});

describe('reads of everything', () => {
  it('find things and say that nothing needs anybody', async () => {
    expect((await api.ask('GET', '/api/v1/search?q=FLIGHTS')).json()).toEqual({
      items: [{ kind: 'model', name: 'late flights', path: '/models/late%20flights' }],
    });
    expect((await api.ask('GET', '/api/v1/home')).json()).toMatchObject({
      sentence: 'Nothing needs you.',
      needsYou: [],
    });
  });

  it('name the parts that are well', async () => {
    await api.core.overview.recordBeat({ name: 'worker-1', kind: 'worker', detail: { detail: 'idle' } });
    const system = (await api.ask('GET', '/api/v1/system')).json();
    expect(system.parts.map(({ name, ready }: { name: string; ready: boolean }) => [name, ready])).toEqual([
      ['database', true],
      ['worker', true],
      ['gateway', false],
    ]);
  });
});

describe('the pages', () => {
  it('never answer for the API', async () => {
    expect((await api.ask('GET', '/api/v2/models')).json()).toMatchObject({ code: 'not_found' });
    expect((await api.ask('GET', '/%61pi/nothing')).json()).toMatchObject({ code: 'not_found' });
  });

  it('may run no script but our own', async () => {
    const policy = String((await api.ask('GET', '/docs')).headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });
});

describe('when the database is gone', () => {
  it('says so fast', async () => {
    const { core } = api;
    const original = core.access.authenticate.bind(core.access);
    core.access.authenticate = () =>
      Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    const answer = await api.ask('GET', '/api/v1/models');
    core.access.authenticate = original;
    expect(answer.json()).toMatchObject({ code: 'unavailable', status: 503 });
    expect(answer.headers['retry-after']).toBe('2');
  });
});
