import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** CuttableProxy stands between a process and its database, and can take it away. */
export interface CuttableProxy {
  url: string;
  /** Breaks every connection, and each new one as soon as it comes. */
  cut(): void;
  restore(): void;
  /** Ends it. */
  close(): Promise<void>;
}

/** startCuttableProxy forwards to the host and port of `url`. */
export async function startCuttableProxy(url: string): Promise<CuttableProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    // It goes on listening: a port that is let go could belong to somebody else when it is wanted again.
    if (isCut) return void socket.resetAndDestroy();
    const upstream = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  const proxied = new URL(url);
  proxied.port = String(port);
  return {
    url: proxied.href,
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    restore: () => void (isCut = false),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
