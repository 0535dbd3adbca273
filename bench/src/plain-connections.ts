import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { LoadTarget } from './load.js';

const END_OF_HEADERS = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: (\d+)\r\n/i;

/**
 * PlainConnections post one request, written out beforehand, over kept-alive sockets: a caller that takes next to no processor from what it measures. Sockets are opened as
 * they are needed and used again, the newest first; one that the server closes unused is forgotten.
 */
export class PlainConnections {
  private readonly request: Buffer;
  private free: Socket[] = [];
  private readonly all = new Set<Socket>();

  constructor(private readonly target: LoadTarget) {
    const { url, headers, body = '' } = target;
    const { pathname, host } = new URL(url);
    const content = Buffer.from(body);
    const lines = Object.entries({ host, 'content-type': 'application/json', ...headers });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    this.request = Buffer.concat([
      Buffer.from(`POST ${pathname} HTTP/1.1\r\n${head}content-length: ${content.byteLength}${END_OF_HEADERS}`),
      content,
    ]);
  }

  /** post sends the request and resolves with the milliseconds until all of the answer was there. Anything but a 200 throws. */
  async post(): Promise<number> {
    const socket = this.free.pop() ?? (await this.connect());
    const fromMs = performance.now();
    socket.write(this.request);
    await answered(socket);
    const tookMs = performance.now() - fromMs;
    this.free.push(socket);
    return tookMs;
  }

  /** close ends all sockets. */
  close(): void {
    for (const socket of this.all) socket.destroy();
  }

  private async connect(): Promise<Socket> {
    const { hostname, port } = new URL(this.target.url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.all.add(socket);
    socket.once('close', () => {
      this.all.delete(socket);
      this.free = this.free.filter((other) => other !== socket);
    });
    await once(socket, 'connect');
    return socket;
  }
}

/** Resolves when as many bytes as the answer promised have come. */
function answered(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let [head, missing] = ['', Infinity];
    const end = (error?: Error): void => {
      socket.off('data', take).off('error', end).off('close', closed);
      if (error === undefined) resolve();
      else reject(error);
    };
    const closed = (): void => end(new Error('the gateway hung up'));
    const take = (chunk: Buffer): void => {
      if (missing === Infinity) {
        head += chunk.toString('latin1');
        const ends = head.indexOf(END_OF_HEADERS);
        if (ends === -1) return;
        const status = head.slice(9, 12);
        if (status !== '200') return end(new Error(`the gateway answered ${status}`));
        const length = Number(LENGTH.exec(head)?.[1]);
        missing = length - (head.length - ends - END_OF_HEADERS.length);
      } else missing -= chunk.byteLength;
      if (missing <= 0) end();
    };
    socket.on('data', take).on('error', end).on('close', closed);
  });
}
