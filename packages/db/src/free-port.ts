import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const TRIES = 100;

/**
 * freePort is a TCP port of 127.0.0.1 that nobody listens on: `wanted` when it is free, else one below those that the system gives to connections.
 * One of these could be taken by a connection while nobody listens on it: by the very one that tries to reach the server which starts again.
 */
export async function freePort(wanted?: number): Promise<number> {
  if (wanted !== undefined && (await tryPort(wanted)) !== undefined) return wanted;
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = await tryPort(randomInt(20_000, 30_000));
    if (port !== undefined) return port;
  }
  throw new Error(`no free TCP port on 127.0.0.1: ${TRIES} of 20000 to 29999 are taken`);
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => resolve(bound));
    });
  });
}
