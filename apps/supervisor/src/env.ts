import { resolve } from 'node:path';
import { StartError } from './start-error.js';

/** SupervisorEnv is what the supervisor reads from its environment (API.md "Starting and configuring"). */
export interface SupervisorEnv {
  /** The checkout, which holds apps/ and prisma/. */
  root: string;
  /** Absolute. */
  dataFolder: string;
  host: string;
  port: number;
  gatewayPort: number;
  gatewayGrpcPort: number;
  workerPort: number;
  /** A database of the operator's own; undefined: the embedded one. */
  databaseUrl: string | undefined;
  /** True below `npm start`: then the end of npm is the end of Slipway. */
  startedByNpm: boolean;
  /** All variables, to hand on to the parts. */
  inherited: NodeJS.ProcessEnv;
}

/** readSupervisorEnv reads and checks the environment of the checkout at `root`; a StartError names the variable that is wrong. */
export function readSupervisorEnv(root: string, env: NodeJS.ProcessEnv = process.env): SupervisorEnv {
  return {
    root,
    dataFolder: resolve(root, env['SLIPWAY_DATA'] || '.slipway'),
    host: env['HOST'] || '127.0.0.1',
    port: portOf(env, 'PORT', 3000),
    gatewayPort: portOf(env, 'GATEWAY_PORT', 8080),
    gatewayGrpcPort: portOf(env, 'GATEWAY_GRPC_PORT', 8081),
    workerPort: portOf(env, 'WORKER_PORT', 3001),
    databaseUrl: env['DATABASE_URL'] || undefined,
    startedByNpm: env['npm_lifecycle_event'] !== undefined,
    inherited: env,
  };
}

function portOf(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new StartError(`${name} must be a port from 0 to 65535, not "${text}"`);
  return port;
}
