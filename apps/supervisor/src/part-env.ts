import { join } from 'node:path';
import type { SupervisorEnv } from './env.js';
import { memoryEnv } from './part-memory.js';

/** PartName names the processes that the supervisor runs beside PostgreSQL. */
export type PartName = 'api' | 'worker' | 'gateway';

/** Addresses are what is known only after the start: the ports really bound, and the database. */
export interface Addresses {
  port: number;
  gatewayPort: number;
  gatewayGrpcPort: number;
  databaseUrl: string;
}

/** Variables that only one part has business with. */
const KEPT_TO: Readonly<Record<string, PartName>> = { SLIPWAY_BOOTSTRAP_TOKEN: 'api' };

/**
 * demoOffer is what `npm run demo` needs of the operator, where the operator said nothing else: the example's trainer, and leave to
 * send alerts to the receiver that the demo opens on loopback.
 */
function demoOffer(env: SupervisorEnv): NodeJS.ProcessEnv {
  return {
    SLIPWAY_TRAINERS: join(env.root, 'examples/flights/trainers.json'),
    SLIPWAY_ALLOW_OUTBOUND: `127.0.0.1:${env.inherited['SLIPWAY_DEMO_RECEIVER_PORT'] || '4010'}`,
  };
}

/**
 * partEnv is the environment of one part: what the operator set, with API.md's variables filled in. onnxruntime's telemetry is off in
 * every process.
 */
export function partEnv(name: PartName, env: SupervisorEnv, addresses: Addresses): NodeJS.ProcessEnv {
  const inherited = Object.entries(env.inherited).filter(([variable]) => (KEPT_TO[variable] ?? name) === name);
  return {
    ...memoryEnv,
    ...demoOffer(env),
    ...Object.fromEntries(inherited),
    NODE_ENV: 'production',
    ORT_DISABLE_TELEMETRY: '1',
    HOST: env.host,
    PORT: String(addresses.port),
    GATEWAY_PORT: String(addresses.gatewayPort),
    GATEWAY_GRPC_PORT: String(addresses.gatewayGrpcPort),
    WORKER_PORT: String(env.workerPort),
    SLIPWAY_DATA: env.dataFolder,
    DATABASE_URL: addresses.databaseUrl,
  };
}
