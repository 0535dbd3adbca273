import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Core } from '@slipway/core';
import { Authenticator } from './authenticate.js';
import { Counters } from './counters.js';
import { EvidenceUnits } from './evidence-units.js';
import { Flusher } from './flusher.js';
import { GatewayMetrics } from './gateway-metrics.js';
import { createGateway } from './gateway-server.js';
import { RouteTable } from './route-table.js';

/** RunningGateway is a data plane that answers. */
export interface RunningGateway {
  server: Server;
  port: number;
  routes: RouteTable;
  flusher: Flusher;
  /** Takes no new connections, finishes what is under way, writes what was counted. */
  stop(): Promise<void>;
}

/** startGateway follows the routes, counts and answers on `listen`: a port of `host`, or a socket that the supervisor holds. */
export async function startGateway(core: Core, name: string, listen: { port: number; host: string } | { fd: number }): Promise<RunningGateway> {
  const counters = new Counters();
  const flusher = new Flusher(counters, randomUUID(), (flush) => core.serving.saveFlush(flush), core.kit.log);
  const routes = new RouteTable(core, name);
  let draining = false;
  const server = createGateway({
    plane: { routes, counters, units: new EvidenceUnits(), now: () => core.kit.clock.now(), random: Math.random },
    authenticator: new Authenticator((secret) => core.access.authenticateToken(secret), Date.now),
    metrics: new GatewayMetrics(() => counters.dropped),
    log: core.kit.log,
    isDraining: () => draining,
  });
  await routes.start();
  flusher.start();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...listen, backlog: 4096 }, resolve);
  });
  return {
    server,
    port: (server.address() as AddressInfo | null)?.port ?? 0,
    routes,
    flusher,
    stop: async () => {
      draining = true;
      server.closeIdleConnections();
      await new Promise((resolve) => server.close(resolve));
      await flusher.stop();
      await routes.stop();
    },
  };
}
