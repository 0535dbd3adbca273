import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, startMany, type OneMore } from '@slipway/testkit';
import { inheritedEnvironment, isMany, redisUrl } from './env.ts';
import { partProcess, type PartName } from './processes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const recorder = new URL('record-answers.ts', import.meta.url).href;
const TOKEN = 'slw_end-to-end-token-that-is-long-enough-00001';

/** Slipway is a whole installation of one story: started as a person starts it, gone afterwards. */
export interface Slipway {
  url: string;
  gatewayUrl: string;
  /** Its data folder. */
  folder: string;
  /** Address of its own PostgreSQL, to count what is there. */
  databaseUrl: string;
  signInUrl: string;
  token: string;
  /** Where a demo notes what was acknowledged: see record-answers.ts. */
  answersFile: string;
  /** Runs `npm run demo` against it and returns what it printed; a demo that fails throws with its output. `watch` sees it grow. */
  runDemo(watch?: (printed: string) => void): Promise<string>;
  /** The process of a part, or undefined while there is none. */
  processOf(part: PartName): number | undefined;
  stop(): Promise<void>;
}

/** Two of everything, and a third gateway. */
const twoOfEverything = (): Promise<OneMore[]> =>
  Promise.all((['api', 'worker', 'gateway', 'gateway'] as const).map(oneMore));

/** oneMore is a further process of a part on a free port of loopback. */
export const oneMore = async (part: OneMore['part']): Promise<OneMore> => ({
  part,
  host: '127.0.0.1',
  port: await freePort(),
});

/**
 * startSlipway starts all parts on free ports and an empty data folder, and waits for the printed sign-in link; `more` is added to its environment. In the suite
 * `many` it is several of everything (`beside` the first of each) behind nginx, and a story knows no difference.
 */
export async function startSlipway(
  more: NodeJS.ProcessEnv = {},
  beside: (databaseUrl: string) => Promise<OneMore[]> = twoOfEverything,
): Promise<Slipway> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-e2e-'));
  const [port, gatewayPort, grpcPort, workerPort, receiverPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const front = isMany() ? { apiPort: await freePort(), gatewayPort: await freePort() } : null;
  const queueUrl = redisUrl();
  const env = {
    ...inheritedEnvironment(),
    ...(front !== null && {
      SLIPWAY_PUBLIC_URL: `http://127.0.0.1:${front.apiPort}`,
      SLIPWAY_GATEWAY_URL: `http://127.0.0.1:${front.gatewayPort}`,
      ...(queueUrl !== undefined && { QUEUE_URL: queueUrl }),
    }),
    ...more,
    PORT: String(port),
    GATEWAY_PORT: String(gatewayPort),
    GATEWAY_GRPC_PORT: String(grpcPort),
    WORKER_PORT: String(workerPort),
    HOST: '127.0.0.1',
    SLIPWAY_DATA: folder,
    SLIPWAY_BOOTSTRAP_TOKEN: TOKEN,
    SLIPWAY_DEMO_RECEIVER_PORT: String(receiverPort),
  };
  const supervisor = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = `http://127.0.0.1:${front?.apiPort ?? port}`;
  const answersFile = join(folder, 'acknowledged.jsonl');
  const demoEnv = {
    ...env,
    SLIPWAY_URL: url,
    SLIPWAY_TOKEN: TOKEN,
    STORY_ANSWERS_FILE: answersFile,
    NODE_OPTIONS: `--import ${recorder}`,
  };
  const signInUrl = await waitForLink(supervisor);
  const connection = await readFile(join(folder, 'postgres/connection.json'), 'utf8');
  const { port: databasePort, password } = JSON.parse(connection) as { port: number; password: string };
  const databaseUrl = `postgresql://slipway:${password}@127.0.0.1:${databasePort}/slipway`;
  const many =
    front &&
    (await startMany({
      root,
      env: { ...demoOffer(receiverPort), ...env, DATABASE_URL: databaseUrl },
      first: { apiPort: port, gatewayPort },
      more: await beside(databaseUrl),
      front,
    }));
  return {
    url,
    gatewayUrl: `http://127.0.0.1:${front?.gatewayPort ?? gatewayPort}`,
    folder,
    databaseUrl,
    signInUrl,
    token: TOKEN,
    answersFile,
    runDemo: (watch) => run([join(root, 'scripts/demo.mjs')], demoEnv, watch),
    processOf: (part) => partProcess(supervisor.pid!, part),
    stop: async () => {
      await many?.stop();
      supervisor.kill('SIGTERM');
      await once(supervisor, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What the supervisor gives its own parts so that the demo runs. */
const demoOffer = (receiverPort: number): NodeJS.ProcessEnv => ({
  SLIPWAY_TRAINERS: join(root, 'examples/flights/trainers.json'),
  SLIPWAY_ALLOW_OUTBOUND: `127.0.0.1:${receiverPort}`,
});

function waitForLink(supervisor: ChildProcess): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    supervisor.stdout?.on('data', (chunk) => {
      printed += String(chunk);
      const link = /https?:\/\/\S+#secret=\S+/.exec(printed)?.[0];
      if (link !== undefined && printed.includes('all ready')) resolve(link);
    });
    supervisor.once('exit', () => reject(new Error(`Slipway did not start:\n${printed}`)));
  });
}

async function run(args: string[], env: NodeJS.ProcessEnv, watch?: (printed: string) => void): Promise<string> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const note = (chunk: unknown) => {
    printed += String(chunk);
    watch?.(printed);
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`the demo ended with ${code}:\n${printed}`);
  return printed;
}
