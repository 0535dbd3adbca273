import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { linearModel } from '@slipway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminToken, startApi, type StartedApi } from './started-api.js';

const headers = { 'content-type': 'application/octet-stream' };
let api: StartedApi;
let port: number;

beforeAll(async () => {
  api = await startApi();
  await api.app.listen(0, '127.0.0.1');
  port = (api.app.getHttpServer().address() as AddressInfo).port;
});
afterAll(() => api.stop());

interface File {
  bytes: Buffer;
  url: string;
}

function newFile(size = 100_000): File {
  const bytes = randomBytes(size);
  return { bytes, url: `/api/v1/blobs/sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

const put = ({ bytes, url }: File, from: number, to: number) =>
  api.ask('PUT', url, {
    payload: bytes.subarray(from, to),
    headers: { ...headers, 'content-range': `bytes ${from}-${to - 1}/${bytes.length}` },
  });

const leftovers = (): string[] => {
  const uploads = join(api.folder, 'artifacts/uploads');
  return existsSync(uploads) ? readdirSync(uploads) : [];
};

/** received asks how much is here; null when nothing is. */
async function received({ url }: File): Promise<string | null> {
  const answer = await api.ask('HEAD', url);
  expect(answer.statusCode).toBe(404);
  return (answer.headers.range as string | undefined) ?? null;
}

/** breakOff sends the whole file's head and `count` of its bytes, then cuts the connection. */
async function breakOff({ bytes, url }: File, count: number): Promise<void> {
  const sent = request({
    port,
    host: '127.0.0.1',
    method: 'PUT',
    path: url,
    headers: { ...headers, authorization: `Bearer ${adminToken}`, 'content-length': bytes.length },
  });
  sent.on('error', () => undefined);
  await new Promise<void>((resolve) => sent.write(bytes.subarray(0, count), () => resolve()));
  await expect.poll(leftovers).toHaveLength(1);
  await expect.poll(() => received({ bytes, url })).toBe(count > 0 ? `bytes=0-${count - 1}` : null);
  sent.destroy();
}

describe('an upload in parts', () => {
  it('says after each part how much is here, and is a file after the last', async () => {
    const file = newFile();
    const first = await put(file, 0, 40_000);
    expect([first.statusCode, first.headers.range]).toEqual([202, 'bytes=0-39999']);
    expect(await received(file)).toBe('bytes=0-39999');
    const asked = await api.ask('PUT', file.url, { headers: { ...headers, 'content-range': 'bytes */100000' } });
    expect([asked.statusCode, asked.headers.range]).toEqual([202, 'bytes=0-39999']);
    expect((await put(file, 40_000, 100_000)).statusCode).toBe(201);
    expect((await api.ask('GET', file.url)).rawPayload.equals(file.bytes)).toBe(true);
    expect(leftovers()).toEqual([]);
  });

  it('cannot leave a hole', async () => {
    const file = newFile();
    await put(file, 0, 10_000);
    const behind = await put(file, 20_000, 100_000);
    expect([behind.statusCode, behind.json().code, behind.headers.range]).toEqual([409, 'conflict', 'bytes=0-9999']);
    expect((await put(file, 5_000, 100_000)).statusCode).toBe(201);
  });

  it('of other bytes than its address says is refused whole, and leaves nothing', async () => {
    const file = newFile();
    const other = { ...newFile(), url: file.url };
    await put(other, 0, 50_000);
    const last = await put(file, 50_000, 100_000);
    expect(last.json()).toMatchObject({ code: 'digest_mismatch' });
    expect(await received(file)).toBeNull();
    expect(leftovers()).toEqual([]);
  });

  it('larger than its Content-Range says is refused', async () => {
    const { bytes, url } = newFile();
    const range = { 'content-range': 'bytes 0-9/100000' };
    const answer = await api.ask('PUT', url, { payload: bytes, headers: { ...headers, ...range } });
    expect(answer.json()).toMatchObject({ code: 'too_large' });
    expect(leftovers()).toEqual([]);
  });

  it('belongs to its sender', async () => {
    const file = newFile();
    await put(file, 0, 50_000);
    const created = await api.ask('POST', '/api/v1/tokens', { payload: { name: 'ci', scopes: ['read', 'write'] } });
    const authorization = `Bearer ${created.json<{ secret: string }>().secret}`;
    expect((await api.ask('HEAD', file.url, { headers: { authorization } })).headers.range).toBeUndefined();
    expect((await put(file, 50_000, 100_000)).statusCode).toBe(201);
  });
});

describe('an upload that is cut', () => {
  it.each([0, 1, 65_536, 99_999])('after %i bytes is no file, and goes on from there', async (count) => {
    const file = newFile();
    await breakOff(file, count);
    expect((await api.ask('GET', file.url)).statusCode).toBe(404);
    const rest = await put(file, count, 100_000);
    expect(rest.statusCode).toBe(201);
    expect((await api.ask('GET', file.url)).rawPayload.equals(file.bytes)).toBe(true);
    // The server may hear of the broken connection only now.
    await expect.poll(leftovers).toEqual([]);
  });

  it('is no failure of ours', async () => {
    const file = newFile();
    await breakOff(file, 100);
    expect((await put(file, 100, 100_000)).statusCode).toBe(201);
    expect(api.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('can be started over', async () => {
    const file = newFile();
    await breakOff(file, 5_000);
    expect((await api.ask('PUT', file.url, { payload: file.bytes, headers })).statusCode).toBe(201);
    // The server may hear of the broken connection only now.
    await expect.poll(leftovers).toEqual([]);
  });
});

describe('the upload of a version that is killed', () => {
  const boundary = 'cut-here';
  const part = (name: string, file: string, type: string, content: Uint8Array | string): Buffer =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file}\r\n${type}\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]);
  const body = Buffer.concat([
    part('metadata', '', '', '{}'),
    part(
      'file',
      '; filename="model.onnx"',
      'content-type: application/octet-stream\r\n',
      linearModel({ weights: [1, 2], squash: 'Sigmoid' }),
    ),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  const everything = async () => {
    const { prisma } = api.core.kit.db;
    await api.core.artifacts.collect({ dryRun: false, graceSeconds: 0 });
    const counts = await Promise.all([prisma.model.count(), prisma.modelVersion.count(), prisma.blob.count()]);
    return { counts, leftovers: leftovers() };
  };

  it('at any byte leaves no version, no model and no bytes after collection', async () => {
    const before = await everything();
    // Every seventh byte, and each of the last, where the file is whole and its end is not.
    const cuts = Array.from({ length: body.length }, (_, at) => at).filter(
      (at) => at % 7 === 0 || at > body.length - 20,
    );
    for (const count of cuts) {
      const sent = request({
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/api/v1/models/killed/versions/upload',
        headers: {
          authorization: `Bearer ${adminToken}`,
          'content-type': `multipart/form-data; boundary=${boundary}`,
          'content-length': body.length,
        },
      });
      const closed = new Promise((resolve) => sent.on('error', resolve).on('close', resolve));
      await new Promise<void>((resolve) => sent.write(body.subarray(0, count), () => resolve()));
      sent.destroy();
      await closed;
    }
    await expect.poll(everything).toEqual(before);
    expect((await api.ask('GET', '/api/v1/models/killed')).statusCode).toBe(404);
    expect(api.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('whole is a version', async () => {
    const answer = await api.ask('POST', '/api/v1/models/killed/versions/upload', {
      payload: body,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    });
    expect(answer.statusCode).toBe(201);
  });
});

it.each(['application/json', 'multipart/form-data', 'text/html'])(
  'a file of type %s is taken as its bytes',
  async (type) => {
    const file = newFile(2_000_000);
    const answer = await api.ask('PUT', file.url, { payload: file.bytes, headers: { 'content-type': type } });
    expect(answer.statusCode).toBe(201);
    expect((await api.ask('GET', file.url)).rawPayload.equals(file.bytes)).toBe(true);
  },
);

it('a file whose bytes were lost is taken in again', async () => {
  const file = newFile();
  const whole = { payload: file.bytes, headers };
  await api.ask('PUT', file.url, whole);
  rmSync(join(api.folder, 'artifacts/sha256'), { recursive: true });
  expect((await api.ask('PUT', file.url, whole)).statusCode).toBe(201);
  expect((await api.ask('GET', file.url)).rawPayload).toEqual(file.bytes);
});

it('uploads of one file at the same time both succeed', async () => {
  const file = newFile(3_000_000);
  const answers = await Promise.all(
    [1, 2, 3].map(() =>
      fetch(`http://127.0.0.1:${port}${file.url}`, {
        method: 'PUT',
        body: new Uint8Array(file.bytes),
        headers: { ...headers, authorization: `Bearer ${adminToken}` },
      }),
    ),
  );
  expect(answers.every(({ status }) => status === 201 || status === 200)).toBe(true);
  expect((await api.ask('GET', file.url)).rawPayload.equals(file.bytes)).toBe(true);
  expect(leftovers()).toEqual([]);
});
