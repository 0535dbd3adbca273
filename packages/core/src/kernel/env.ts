import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const Env = z.object({
  DATABASE_URL: z.string().min(1, 'set DATABASE_URL, or start everything with npm start'),
  QUEUE_URL: z.string().optional(),
  CACHE_URL: z.string().optional(),
  ARTIFACTS_URL: z.string().optional(),
  AWS_REGION: z.string().optional(),
  AWS_ENDPOINT_URL: z.string().optional(),
  AWS_ENDPOINT_URL_S3: z.string().optional(),
  SLIPWAY_DATA: z.string().default('.slipway'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().default(3000),
  GATEWAY_PORT: z.coerce.number().int().default(8080),
  WORKER_PORT: z.coerce.number().int().default(3001),
  GATEWAY_GRPC_PORT: z.coerce.number().int().default(8081),
  SLIPWAY_LISTEN_FD: z.coerce.number().int().optional(),
  SLIPWAY_GRPC_LISTEN_FD: z.coerce.number().int().optional(),
  SLIPWAY_PUBLIC_URL: z.string().optional(),
  SLIPWAY_ALLOWED_HOSTS: z.string().default(''),
  SLIPWAY_SECRET_KEY_FILE: z.string().optional(),
  SLIPWAY_ALLOW_OUTBOUND: z.string().default(''),
  SLIPWAY_LOG_DAYS: z.coerce.number().int().min(1).max(3_650).default(90),
  SLIPWAY_MODEL_MEMORY_MB: z.coerce.number().int().min(1).max(10_000_000).optional(),
  SLIPWAY_TRAINERS: z.string().optional(),
  SLIPWAY_IMAGES: z.string().optional(),
  SLIPWAY_INFERENCE_IMAGE: z.string().optional(),
  SLIPWAY_KUBERNETES: z.string().optional(),
  SLIPWAY_SWARM: z.string().optional(),
  DOCKER_HOST: z.string().default('unix:///var/run/docker.sock'),
  SLIPWAY_BOOTSTRAP_TOKEN: z.string().min(32, 'must have at least 32 characters').optional(),
  SLIPWAY_GATEWAY_URL: z.string().optional(),
  SLIPWAY_WEB_ROOT: z.string().optional(),
});

/** Bucket is where artifacts lie in an object store; the prefix is empty or ends in a slash. */
export interface Bucket {
  name: string;
  prefix: string;
  region: string;
  /** Where the store answers when it is not Amazon's; the credentials come from the usual AWS variables and files. */
  endpoint: string | null;
}

/** Settings are what the environment says, checked once, with defaults filled in. */
export interface Settings {
  databaseUrl: string;
  queueUrl: string | null;
  /** The Redis in which gateways share answers; null: each keeps its own. */
  cacheUrl: string | null;
  dataFolder: string;
  /** Where files come in, and stay unless there is a bucket. */
  artifactsFolder: string;
  artifactsBucket: Bucket | null;
  host: string;
  port: number;
  gatewayPort: number;
  gatewayGrpcPort: number;
  workerPort: number;
  listenFd: number | null;
  grpcListenFd: number | null;
  publicUrl: string;
  gatewayUrl: string;
  allowedHosts: readonly string[];
  secretKeyFile: string;
  allowOutbound: readonly string[];
  /** For so many days logged predictions and their outcomes are kept. */
  logDays: number;
  /** How much memory the models of one gateway may take together; null is no limit. */
  modelMemoryBytes: number | null;
  trainersFile: string | null;
  /** The operator's list of images that endpoints may run. */
  imagesFile: string | null;
  /** An image of the model server on the engine; null: the worker makes one from this checkout. */
  inferenceImage: string | null;
  /** The operator's file about the Kubernetes cluster that endpoints may run in. */
  kubernetesFile: string | null;
  /** The operator's file about the Docker swarm that endpoints may run in. */
  swarmFile: string | null;
  /** Where Docker Engine answers. */
  dockerHost: string;
  bootstrapToken: string | null;
  webRoot: string | null;
}

/** readSettings reads the environment; a wrong variable is one clear line that names it. */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const parsed = Env.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new Error(`${first?.path.join('.') ?? 'environment'}: ${first?.message ?? 'not valid'}`);
  }
  const e = parsed.data;
  const dataFolder = resolve(e.SLIPWAY_DATA);
  return {
    databaseUrl: e.DATABASE_URL,
    queueUrl: e.QUEUE_URL ?? null,
    cacheUrl: e.CACHE_URL ?? null,
    dataFolder,
    artifactsFolder: artifactsFolder(e.ARTIFACTS_URL, dataFolder),
    artifactsBucket: artifactsBucket(e),
    host: e.HOST,
    port: e.PORT,
    gatewayPort: e.GATEWAY_PORT,
    gatewayGrpcPort: e.GATEWAY_GRPC_PORT,
    workerPort: e.WORKER_PORT,
    listenFd: e.SLIPWAY_LISTEN_FD ?? null,
    grpcListenFd: e.SLIPWAY_GRPC_LISTEN_FD ?? null,
    publicUrl: (e.SLIPWAY_PUBLIC_URL ?? `http://${e.HOST}:${e.PORT}`).replace(/\/$/, ''),
    gatewayUrl: (e.SLIPWAY_GATEWAY_URL ?? `http://${e.HOST}:${e.GATEWAY_PORT}`).replace(/\/$/, ''),
    allowedHosts: list(e.SLIPWAY_ALLOWED_HOSTS),
    secretKeyFile: e.SLIPWAY_SECRET_KEY_FILE ?? join(dataFolder, 'secret.key'),
    allowOutbound: list(e.SLIPWAY_ALLOW_OUTBOUND),
    logDays: e.SLIPWAY_LOG_DAYS,
    modelMemoryBytes: e.SLIPWAY_MODEL_MEMORY_MB === undefined ? null : e.SLIPWAY_MODEL_MEMORY_MB * 1_048_576,
    trainersFile: e.SLIPWAY_TRAINERS === undefined ? null : resolve(e.SLIPWAY_TRAINERS),
    imagesFile: e.SLIPWAY_IMAGES === undefined ? null : resolve(e.SLIPWAY_IMAGES),
    inferenceImage: e.SLIPWAY_INFERENCE_IMAGE ?? null,
    kubernetesFile: e.SLIPWAY_KUBERNETES === undefined ? null : resolve(e.SLIPWAY_KUBERNETES),
    swarmFile: e.SLIPWAY_SWARM === undefined ? null : resolve(e.SLIPWAY_SWARM),
    dockerHost: e.DOCKER_HOST,
    bootstrapToken: e.SLIPWAY_BOOTSTRAP_TOKEN ?? null,
    webRoot: e.SLIPWAY_WEB_ROOT ?? null,
  };
}

/** trainerEnvironment is the little that a trainer command inherits: where programs are, and nothing secret. */
export function trainerEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', LANG = 'C.UTF-8' } = process.env;
  return { PATH, HOME, LANG, ORT_DISABLE_TELEMETRY: '1', NODE_ENV: 'production' };
}

/** readOperatorFile reads a file that the operator named in the environment. */
export const readOperatorFile = (path: string): string => readFileSync(path, 'utf8');

function artifactsFolder(url: string | undefined, dataFolder: string): string {
  if (url === undefined || url.startsWith('s3:')) return join(dataFolder, 'artifacts');
  if (url.startsWith('file:')) return resolve(url.slice('file:'.length).replace(/^\/\/(?=\/)/, ''));
  throw new Error('ARTIFACTS_URL: write it as file:/folder or s3://bucket/prefix');
}

function artifactsBucket(e: z.infer<typeof Env>): Bucket | null {
  if (!e.ARTIFACTS_URL?.startsWith('s3:')) return null;
  const [, name, prefix = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w.\-/]*))?$/.exec(e.ARTIFACTS_URL) ?? [];
  if (name === undefined) throw new Error('ARTIFACTS_URL: write it as s3://bucket/prefix');
  const parts = prefix.split('/').filter((part) => part !== '');
  return {
    name,
    prefix: parts.map((part) => `${part}/`).join(''),
    region: e.AWS_REGION ?? 'us-east-1',
    endpoint: e.AWS_ENDPOINT_URL_S3 ?? e.AWS_ENDPOINT_URL ?? null,
  };
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
