import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo, Server as SocketServer } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { RestCollector, type Core } from '@slipway/core';
import { Admission } from './admission.js';
import { adoptJournals } from './adopt-journals.js';
import { Authenticator } from './authenticate.js';
import { BlastRadius } from './blast-radius.js';
import { CellCounter } from './count-cells.js';
import { EvidenceCounter } from './count-evidence.js';
import { TrafficCounter } from './count-traffic.js';
import { EvidenceUnits } from './evidence-units.js';
import { Flusher } from './flush.js';
import { GatewayMetrics } from './gateway-metrics.js';
import { createGateway, type GatewayDeps } from './gateway-server.js';
import { createGrpcServer } from './grpc-server.js';
import { LogBudget } from './log-budget.js';
import { LogBuffer } from './log-buffer.js';
import { LogJournal } from './log-journal.js';
import { Mirror } from './mirror.js';
import { ModelMemory } from './model-memory.js';
import { ResponseCache } from './response-cache.js';
import { RouteTable } from './route-table.js';
import { SharedCache } from './shared-cache.js';
import { SharedLimits } from './shared-limits.js';
import { SharedRedis } from './shared-redis.js';

const DRAIN_MS = 8_000;
const SWEEP_MS = 50;
const CACHE_BYTES = 64 * 1_024 * 1_024;
const ADOPT_MS = 60_000;
/** Who has asked nothing for so long is not kept waiting. */
const REST_MS = 10_000;

/** RunningGateway is a data plane that answers. */
export interface RunningGateway {
  port: number;
  grpcPort: number;
  routes: RouteTable;
  flusher: Flusher;
  /** How many rows of the log did not fit into memory so far. */
  readonly droppedRows: number;
  /** Takes no new connections, finishes what is under way for at most 8 s, writes what was counted. */
  stop(): Promise<void>;
}

/** ListenOn is a port of a host, or a socket that the supervisor holds. */
export type ListenOn = { port: number; host: string } | { fd: number };

/** startGateway follows the routes, counts and answers; `name` is what it reports under, `random` decides where unkeyed requests go. */
export async function startGateway(
  core: Core,
  name: string,
  listenOn: { http: ListenOn; grpc: ListenOn },
  random: () => number,
): Promise<RunningGateway> {
  const traffic = new TrafficCounter();
  const units = new EvidenceUnits();
  const evidence = new EvidenceCounter(units);
  const cells = new CellCounter();
  const owner = { boot: randomUUID(), pid: process.pid, host: hostname() };
  const journalFolder = join(core.kit.settings.dataFolder, 'gateway-journal');
  const journal = new LogJournal(journalFolder, owner, core.kit.log);
  const log = new LogBuffer((lines, how) => journal.append(lines, how));
  const metrics = new GatewayMetrics(() => log.dropped + cells.dropped);
  const mirror = new Mirror();
  const flusher = new Flusher(
    { traffic, evidence, cells, log, mirror },
    owner.boot,
    (flush) => core.serving.saveFlush(flush),
    core.kit.log,
    journal,
  );
  const { clock } = core.kit;
  const budget = new LogBudget();
  const { cacheUrl, modelMemoryBytes } = core.kit.settings;
  const redis = cacheUrl === null ? null : new SharedRedis(cacheUrl, core.kit.log);
  const sharedCache = redis && new SharedCache(redis);
  const admission = new Admission(() => clock.now().getTime(), redis && new SharedLimits(redis));
  const cache = new ResponseCache(CACHE_BYTES, () => clock.now().getTime());
  const memory = new ModelMemory(modelMemoryBytes);
  metrics.watch('slipway_gateway_waiting', 'Requests that wait for a run', () => admission.waiting);
  metrics.watch('slipway_gateway_cache_bytes', 'Memory that cached answers take', () => cache.bytes);
  metrics.watch(
    'slipway_gateway_shared_cache_failures',
    'Answers that Redis did not give or keep, and limits that it did not count',
    () => redis?.failures ?? 0,
  );
  metrics.watchMemory(memory);
  const routes = new RouteTable(
    core,
    name,
    (served) => {
      const endpointIds = new Set(served.map(({ route }) => route.endpointId));
      admission.keepOnly(endpointIds);
      budget.keepOnly(endpointIds);
      cache.keepOnly(new Set(served.flatMap(({ variants }) => variants.map(({ variant }) => variant.versionId))));
    },
    { memory, random },
  );
  metrics.watchPending(() =>
    routes.all().flatMap(({ route, variants }) =>
      variants.map(({ variant, model }) => ({
        endpoint: route.name,
        version: variant.version,
        outstanding: model.outstanding,
      })),
    ),
  );
  const recorder = { traffic, evidence, cells, log, mirror, metrics, budget, units, blast: new BlastRadius() };
  let isDraining = false;
  const deps: GatewayDeps = {
    plane: { routes, recorder, admission, cache, sharedCache, now: () => clock.now(), random },
    authenticator: new Authenticator(
      (secret) => core.access.authenticateToken(secret),
      () => clock.now().getTime(),
    ),
    metrics,
    log: core.kit.log,
    isDraining: () => isDraining,
  };
  const server = createGateway(deps);
  const grpc = createGrpcServer(deps);
  await routes.start();
  flusher.start();
  const adopt = () =>
    adoptJournals(journalFolder, owner, (flush) => core.serving.saveFlush(flush), clock.now(), core.kit.log);
  void adopt();
  const adopting = setInterval(() => void adopt(), ADOPT_MS);
  const isQuiet = nothingSince(() => metrics.predictions);
  const isIdle = () => routes.all().every(({ variants }) => variants.every(({ model }) => model.outstanding === 0));
  // Both are asked at each look, for the count is held against that of the look before.
  const collector = new RestCollector({ isAtRest: () => isQuiet() && isIdle() });
  const collecting = setInterval(() => collector.look(), REST_MS);
  await listen(server, listenOn.http);
  await listen(grpc.sockets, listenOn.grpc);
  return {
    port: portOf(server),
    grpcPort: portOf(grpc.sockets),
    routes,
    flusher,
    get droppedRows() {
      return log.dropped;
    },
    stop: async () => {
      isDraining = true;
      await Promise.all([drain(server), grpc.stop()]);
      clearInterval(adopting);
      clearInterval(collecting);
      await flusher.stop();
      await routes.stop();
      redis?.close();
    },
  };
}

/** Tells whether a count has stayed what it was when it was asked for last. */
function nothingSince(count: () => number): () => boolean {
  let last = count();
  return () => {
    const before = last;
    last = count();
    return last === before;
  };
}

const portOf = (server: SocketServer): number => (server.address() as AddressInfo | null)?.port ?? 0;

function listen(server: SocketServer, listenOn: ListenOn): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...listenOn, backlog: 4_096 }, resolve);
  });
}

/** A connection that becomes idle after its last answer is closed too; what still runs after 8 s is cut off. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const limit = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(limit);
}
