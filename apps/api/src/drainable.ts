import type { Server } from 'node:http';

/**
 * drainable counts the requests of a server and returns how to end it in order: no new connection, every running request finished, then
 * all connections closed, also those that a browser opened ahead and never used.
 */
export function drainable(server: Server): () => Promise<void> {
  let running = 0;
  let draining = false;
  const hangUpWhenDone = (): void => {
    if (draining && running === 0) server.closeAllConnections();
  };
  server.on('request', (_request, response) => {
    running += 1;
    response.once('close', () => {
      running -= 1;
      // After this turn, so that the last bytes of the answer are on their way.
      setImmediate(hangUpWhenDone);
    });
  });
  return async () => {
    draining = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    hangUpWhenDone();
    await closed;
  };
}
