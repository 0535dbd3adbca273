import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** OneMore is a further process of Slipway: a part on a port of its own, maybe in a network of its own. */
export interface OneMore {
  part: 'api' | 'worker' | 'gateway';
  host: string;
  port: number;
  /** A program that runs it, such as `ip netns exec <name>`. */
  within?: readonly string[];
  env?: NodeJS.ProcessEnv;
}

/** ManyOptions: `env` is what every further process gets, `first` what runs already, `front` where nginx answers for all. */
export interface ManyOptions {
  root: string;
  env: NodeJS.ProcessEnv;
  first: { apiPort: number; gatewayPort: number };
  more: readonly OneMore[];
  front: { apiPort: number; gatewayPort: number };
}

/** ManyProcesses are the processes beside a first Slipway, and the nginx in front of all of them. */
export interface ManyProcesses {
  /** pids are those of the further processes of a part, in their order. */
  pids(part: OneMore['part']): number[];
  stop(): Promise<void>;
}

const READY_LIMIT_MS = 40_000;
/** NGINX is Debian's: nginx-light. */
const NGINX = '/usr/sbin/nginx';

/** startMany starts further processes against the same database, and nginx as a plain load balancer without sessions; it waits until all are ready. */
export async function startMany(options: ManyOptions): Promise<ManyProcesses> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-nginx-'));
  const started: { part: OneMore['part']; child: ChildProcess }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all([...started.map(({ child }) => child), nginx].map(end));
    await rm(folder, { recursive: true, force: true });
  };
  for (const one of options.more) started.push({ part: one.part, child: startPart(options, one) });
  await writeFile(join(folder, 'nginx.conf'), nginxConfig(folder, options));
  const nginx = spawn(NGINX, ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await Promise.all(started.map(({ child }) => ready(child)));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    pids: (part) => started.filter((one) => one.part === part).map(({ child }) => child.pid ?? 0),
    stop,
  };
}

function startPart({ root, env }: ManyOptions, { part, host, port, within = [], env: own }: OneMore): ChildProcess {
  const variable = { api: 'PORT', worker: 'WORKER_PORT', gateway: 'GATEWAY_PORT' }[part];
  const command = [...within, process.execPath, join(root, `apps/${part}/dist/main.js`)];
  return spawn(command[0] ?? process.execPath, command.slice(1), {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, HOST: host, GATEWAY_GRPC_PORT: '0', [variable]: String(port), ...own },
  });
}

function ready(child: ChildProcess): Promise<void> {
  let printed = '';
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`a further process is not ready:\n${printed}`)), READY_LIMIT_MS).unref();
    child.stdout?.on('data', (chunk: Buffer) => {
      if (printed.length < 100_000) printed += chunk.toString();
      if (/"msg":"[^"]*ready"/.test(printed)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`a further process ended with ${code}:\n${printed}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Requests go to each in turn; one that broke off, or whose process does not answer for a second, goes to another one. */
function nginxConfig(folder: string, { first, more, front }: ManyOptions): string {
  const servers = (part: OneMore['part'], port: number): string =>
    [`127.0.0.1:${port}`, ...more.filter((one) => one.part === part).map(({ host, port: own }) => `${host}:${own}`)]
      .map((address) => `server ${address} max_fails=1 fail_timeout=2s;`)
      .join(' ');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (of) => `${of}_temp_path ${folder}/${of};`,
  );
  return `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  ${temporary.join(' ')}
  proxy_http_version 1.1;
  proxy_set_header Connection '';
  proxy_set_header Host $http_host;
  proxy_connect_timeout 1s;
  proxy_read_timeout 1h;
  proxy_request_buffering off;
  client_max_body_size 0;
  add_header X-Served-By $upstream_addr always;
  upstream api { ${servers('api', first.apiPort)} keepalive 32; }
  upstream gateway { ${servers('gateway', first.gatewayPort)} keepalive 64; }
  server { listen 127.0.0.1:${front.apiPort}; location / { proxy_pass http://api; } }
  server {
    listen 127.0.0.1:${front.gatewayPort};
    location / { proxy_pass http://gateway; proxy_read_timeout 5s; proxy_next_upstream error timeout non_idempotent; }
  }
}
`;
}
