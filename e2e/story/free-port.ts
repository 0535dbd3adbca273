import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** freePort finds a port of loopback that nobody listens on, below those that the system gives to connections: one of them could take it before a slow start does. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    server.close();
    if (isFree) return port;
  }
}
