import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { holdSocket } from './held-socket.js';

it('binds a free port without accepting on it', async () => {
  const socket = await holdSocket('127.0.0.1', 0, 'PORT');
  expect(socket.port).toBeGreaterThan(0);
  const server = createServer().listen({ fd: socket.fd });
  await once(server, 'listening');
  expect((server.address() as AddressInfo).port).toBe(socket.port);
  server.close();
});

it('names the variable of a port that is taken', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await expect(holdSocket('127.0.0.1', port, 'PORT')).rejects.toThrow(
    `port ${port} is taken by another program: stop it, or set PORT`,
  );
  server.close();
});

it('says HOST is wrong when it is', async () => {
  await expect(holdSocket('no-such-host.invalid', 0, 'PORT')).rejects.toThrow(
    'cannot listen on "no-such-host.invalid"',
  );
  await expect(holdSocket('203.0.113.1', 0, 'PORT')).rejects.toThrow('it is no address of this machine (HOST)');
});
