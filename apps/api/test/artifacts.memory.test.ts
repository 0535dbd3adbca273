import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adminToken, startApi, type StartedApi } from './started-api.js';

const MB = 1024 ** 2;
const SIZE_MB = 256;
/** What the process may grow by, sender and receiver of the test included. */
const GROWTH_MB = 150;
const authorization = `Bearer ${adminToken}`;
let api: StartedApi;
let address: string;

beforeAll(async () => {
  api = await startApi();
  await api.app.listen(0, '127.0.0.1');
  address = `http://127.0.0.1:${(api.app.getHttpServer().address() as AddressInfo).port}`;
});
afterAll(() => api.stop());

const block = randomBytes(64 * 1024);

/** The same block over and over: sending it takes no memory of its own. */
function* blocks(): Generator<Buffer> {
  for (let at = 0; at < SIZE_MB * 16; at += 1) yield block;
}

const digestOf = async (bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
};

const answerOf = async (sent: ClientRequest): Promise<IncomingMessage> => {
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return answer;
};

it(`a file of ${SIZE_MB} MB comes in and goes out without being held in memory`, { timeout: 120_000 }, async () => {
  const digest = await digestOf(blocks());
  const url = `${address}/api/v1/blobs/${digest}`;
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  try {
    const sent = request(url, { method: 'PUT', headers: { authorization, 'content-length': SIZE_MB * MB } });
    Readable.from(blocks()).pipe(sent);
    expect((await answerOf(sent)).statusCode).toBe(201);
    const answer = await answerOf(request(url, { headers: { authorization } }).end());
    expect(await digestOf(answer)).toBe(digest);
  } finally {
    clearInterval(watch);
  }
  expect((peak - before) / MB).toBeLessThan(GROWTH_MB);
});
