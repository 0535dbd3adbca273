import type { ModelServerOptions } from './model-server.js';

/**
 * readEnv reads the settings of a replica: MODEL_PATH and MODEL_NAME are required; MODEL_VERSION (1), HOST (127.0.0.1), PORT
 * (8080), INTRA_OP_THREADS (1) and DRAIN_MS (30000) have defaults. GRPC_PORT turns gRPC on, BATCH_ROWS that requests which come together share
 * runs of so many rows, for which the first waits BATCH_DELAY_MS (0) at most. Throws an Error that names the variable that is wrong.
 */
export function readEnv(env: NodeJS.ProcessEnv = process.env): ModelServerOptions & { readonly drainMs: number } {
  return {
    modelPath: required(env, 'MODEL_PATH'),
    modelName: required(env, 'MODEL_NAME'),
    modelVersion: env.MODEL_VERSION ?? '1',
    host: env.HOST ?? '127.0.0.1',
    port: natural(env, 'PORT', 8_080),
    grpcPort: natural(env, 'GRPC_PORT', null),
    intraOpThreads: natural(env, 'INTRA_OP_THREADS', 1),
    batchRows: natural(env, 'BATCH_ROWS', null),
    batchDelayMs: natural(env, 'BATCH_DELAY_MS', 0),
    drainMs: natural(env, 'DRAIN_MS', 30_000),
  };
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

function natural<Default extends number | null>(
  env: NodeJS.ProcessEnv,
  name: string,
  otherwise: Default,
): number | Default {
  const text = env[name];
  if (text === undefined) return otherwise;
  if (!/^\d{1,6}$/.test(text)) throw new Error(`${name} must be a natural number, got "${text}"`);
  return Number(text);
}
