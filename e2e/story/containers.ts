import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import type { DebianImages } from './debian-images.ts';
import { inheritedEnvironment } from './env.ts';

/** Service is a container of docker-compose.yml that keeps running. */
export type Service = 'api' | 'worker' | 'gateway' | 'postgres' | 'redis' | 'prometheus';

/** Seen is what the engine says about a container. */
export interface Seen {
  running: boolean;
  /** Null without a HEALTHCHECK. */
  health: 'starting' | 'healthy' | 'unhealthy' | null;
  exitCode: number;
  user: string;
}

/** Containers are docker-compose.yml as one project of its own, on ports that the engine chooses. */
export interface Containers {
  /** Builds the image from the built checkout, as docker-compose.yml says in its head; answers with its size in bytes. */
  build(): Promise<number>;
  up(): Promise<void>;
  /** Stops services as Compose does: SIGTERM first, and SIGKILL after `limitSeconds`. */
  stop(limitSeconds: number, ...services: Service[]): Promise<void>;
  /** Removes containers and networks, and with `andData` also the volumes. */
  down(andData: boolean): Promise<void>;
  /** Removes everything, the image too. */
  remove(): Promise<void>;
  /** What is still there: names of containers, networks and volumes of the project. */
  leftovers(): Promise<string[]>;
  address(service: Service, port: number): Promise<string>;
  logs(service: Service): Promise<string>;
  see(service: Service): Promise<Seen>;
  exec(service: Service, ...command: string[]): Promise<string>;
  /** Gives Prometheus the token that it scrapes with. */
  giveScrapeToken(secret: string): Promise<void>;
}

/** openProject names a new project `slipway-test-<pid>`; nothing runs yet. */
export async function openProject(images: DebianImages): Promise<Containers> {
  const project = `slipway-test-${process.pid}`;
  const folder = await mkdtemp(join(tmpdir(), 'slipway-containers-'));
  const tokenFile = join(folder, 'scrape-token');
  await writeFile(tokenFile, '', { mode: 0o644 });
  const env = {
    ...inheritedEnvironment(),
    COMPOSE_PROJECT_NAME: project,
    POSTGRES_PASSWORD: 'containers-of-a-test-only',
    SLIPWAY_IMAGE: `${project}:local`,
    BASE_IMAGE: images.base,
    POSTGRES_IMAGE: images.postgres,
    REDIS_IMAGE: images.redis,
    PROMETHEUS_IMAGE: images.prometheus,
    PROMETHEUS_TOKEN_FILE: tokenFile,
    PORT: '0',
    GATEWAY_PORT: '0',
    PROMETHEUS_PORT: '0',
  };
  const compose = (...args: string[]): Promise<string> => runCommand('docker-compose', args, env);
  const docker = (...args: string[]): Promise<string> => runCommand('docker', args, env);
  const idOf = async (service: Service): Promise<string> => (await compose('ps', '--quiet', service)).trim();
  const ofProject = (...list: string[]): Promise<string> =>
    docker(...list, '--filter', `label=com.docker.compose.project=${project}`);

  const containers: Containers = {
    build: async () => {
      await runCommand(process.execPath, ['deploy/image-context.mjs'], env);
      // Every part has the same image.
      await compose('build', 'migrate');
      return Number(await docker('image', 'inspect', '--format', '{{.Size}}', env.SLIPWAY_IMAGE));
    },
    up: async () => {
      await compose('up', '--detach', '--no-build').catch(async (error: Error) => {
        throw new Error(
          `${error.message}\n${await compose('logs', '--no-color', '--tail', '20', 'migrate', 'postgres')}`,
        );
      });
    },
    stop: async (limitSeconds, ...services) =>
      void (await compose('stop', '--timeout', String(limitSeconds), ...services)),
    down: async (andData) => void (await compose('down', '--remove-orphans', ...(andData ? ['--volumes'] : []))),
    remove: async () => {
      await containers.down(true);
      await docker('image', 'rm', '--force', env.SLIPWAY_IMAGE);
      await rm(folder, { recursive: true, force: true });
    },
    leftovers: async () => {
      const lists = [
        await ofProject('ps', '--all', '--format', '{{.Names}}'),
        await ofProject('network', 'ls', '--format', '{{.Name}}'),
        await ofProject('volume', 'ls', '--format', '{{.Name}}'),
      ];
      return lists.flatMap((text) => text.split('\n')).filter((name) => name !== '');
    },
    address: async (service, port) => `http://${(await compose('port', service, String(port))).trim()}`,
    logs: (service) => compose('logs', '--no-color', service),
    see: async (service) => {
      const [{ State, Config }] = JSON.parse(await docker('inspect', await idOf(service)));
      return {
        running: State.Running,
        health: State.Health?.Status ?? null,
        exitCode: State.ExitCode,
        user: Config.User,
      };
    },
    exec: (service, ...command) => compose('exec', '-T', service, ...command),
    giveScrapeToken: (secret) => writeFile(tokenFile, secret),
  };
  return containers;
}
