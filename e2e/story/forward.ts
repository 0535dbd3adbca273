import { createServer, connect, type AddressInfo } from 'node:net';

/** Forward is a port on one address of this machine whose connections go on to a port of the loopback. */
export interface Forward {
  port: number;
  close(): void;
}

/** forwardTo listens on an address of this machine and passes every connection on to a port of the loopback. */
export async function forwardTo(address: string, port: number): Promise<Forward> {
  const server = createServer((from) => {
    const to = connect(port, '127.0.0.1');
    from.pipe(to).pipe(from);
    for (const one of [from, to]) one.on('error', () => (from.destroy(), to.destroy()));
  });
  await new Promise<void>((listening) => server.listen(0, address, listening));
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}
