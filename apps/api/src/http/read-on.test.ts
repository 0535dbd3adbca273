import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readOn } from './read-on.js';

let server: FastifyInstance;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  server = fastify({ bodyLimit: 1_000 });
  server.setErrorHandler((_error, request, reply) => {
    readOn(request, reply);
    return reply.status(413).send('too large');
  });
  server.post('/', () => 'taken');
});

afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

it('lets a caller read its refusal, and hangs up on one who sends for more than 5 s more', async () => {
  await server.listen({ host: '127.0.0.1', port: 0 });
  const caller = connect({ host: '127.0.0.1', port: (server.server.address() as AddressInfo).port });
  caller.write(
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n${'1'.repeat(5_000)}`,
  );
  const [answer] = (await once(caller, 'data')) as [Buffer];
  expect(answer.toString()).toContain('413');
  expect(caller.closed).toBe(false);
  const closed = once(caller, 'close');
  caller.on('error', () => undefined);
  caller.resume();
  vi.advanceTimersByTime(5_000);
  await closed;
});

it('hangs up on a request that came by no socket without a crash', async () => {
  const answer = await server.inject({ method: 'POST', url: '/', payload: { text: '1'.repeat(5_000) } });
  expect(answer.statusCode).toBe(413);
  expect(() => vi.advanceTimersByTime(5_000)).not.toThrow();
});
