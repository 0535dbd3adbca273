import { lookup } from 'node:dns/promises';
import net from 'node:net';
import { getSystemErrorName } from 'node:util';
import { StartError } from './start-error.js';

/** HeldSocket is a bound TCP socket that the supervisor keeps open while parts come and go. */
export interface HeldSocket {
  /** To be inherited by a child, which calls `server.listen({ fd })`. */
  fd: number;
  port: number;
  close(): void;
}

/** The part of Node's TCP handle used here. Binding without listening has no public name in Node. */
interface TcpHandle {
  fd: number;
  getsockname(out: { port?: number }): number;
  close(): void;
}
type CreateServerHandle = (address: string, port: number, addressType: 4 | 6) => TcpHandle | number;
const createServerHandle = (net as unknown as { _createServerHandle: CreateServerHandle })._createServerHandle;

/**
 * holdSocket binds `host`:`port` (0: any free port) without accepting anything itself. The first child that listens on the fd opens
 * it for good: as long as the supervisor lives, connections made while no child runs wait in the backlog instead of being refused.
 * `variable` names the setting to change in the StartError of a port that cannot be had.
 */
export async function holdSocket(host: string, port: number, variable: string): Promise<HeldSocket> {
  let address: { address: string; family: number };
  try {
    address = await lookup(host);
  } catch {
    throw new StartError(`cannot listen on "${host}": this machine knows no such address (HOST)`);
  }
  const handle = createServerHandle(address.address, port, address.family === 6 ? 6 : 4);
  if (typeof handle === 'number') throw portError(handle, host, port, variable);
  const bound: { port?: number } = {};
  // libuv keeps a taken port to itself until someone asks: without this question a child would listen on a random port.
  const failure = handle.getsockname(bound);
  if (failure !== 0 || bound.port === undefined) {
    handle.close();
    throw portError(failure, host, port, variable);
  }
  return { fd: handle.fd, port: bound.port, close: () => handle.close() };
}

/** assertPortFree is for ports that a part binds by itself: it finds a taken one before anything is started. */
export async function assertPortFree(host: string, port: number, variable: string): Promise<void> {
  (await holdSocket(host, port, variable)).close();
}

function portError(errno: number, host: string, port: number, variable: string): StartError {
  const name = getSystemErrorName(errno);
  switch (name) {
    case 'EADDRINUSE':
      return new StartError(`port ${port} is taken by another program: stop it, or set ${variable} to another port`);
    case 'EACCES':
      return new StartError(`port ${port} needs more rights than this user has: set ${variable} to a port above 1023`);
    case 'EADDRNOTAVAIL':
      return new StartError(`cannot listen on "${host}": it is no address of this machine (HOST)`);
    default:
      return new StartError(`cannot listen on ${host} port ${port} (${name}): check HOST and ${variable}`);
  }
}
