import { PassThrough, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { storableText } from '../storable-text.js';
import { connectDocker } from './connect-docker.js';
import { EngineApi } from './engine-api.js';
import { engineFailure } from './engine-failure.js';
import { hardenedContainer, type ContainerWish } from './hardened-container.js';

/** SeenContainer is a container as the engine sees it. */
export interface SeenContainer {
  id: string;
  labels: Readonly<Record<string, string>>;
  state: 'created' | 'running' | 'ended';
  /** Its address in its network; null while it has none. */
  address: string | null;
  exitCode: number | null;
  /** Why it ended, for people; null while it has not. */
  reason: string | null;
}

/** EngineFacts is what an engine has to give. */
export interface EngineFacts {
  version: string;
  apiVersion: string;
  cpus: number;
  memoryMb: number;
  /** Whether the engine knows of a way to hand GPUs to containers. */
  givesGpus: boolean;
}

/** DockerEngine is what Slipway asks of one Docker Engine. */
export class DockerEngine extends EngineApi {
  private patient: Promise<Docker> | null = null;

  /** facts asks what the engine has. */
  facts(): Promise<EngineFacts> {
    return this.ask(async (docker) => {
      const [info, version] = await Promise.all([docker.info(), docker.version()]);
      const { Runtimes = {}, CDISpecDirs, NCPU, MemTotal } = info as EngineInfo;
      return {
        version: version.Version,
        apiVersion: version.ApiVersion,
        cpus: NCPU,
        memoryMb: Math.floor(MemTotal / 1_048_576),
        givesGpus: 'nvidia' in Runtimes || (CDISpecDirs ?? []).length > 0,
      };
    });
  }

  /** hasImage tells whether the engine has an image. */
  hasImage(name: string): Promise<boolean> {
    return this.ask(async (docker) => {
      try {
        await docker.getImage(name).inspect();
        return true;
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    });
  }

  /** importImage makes an image of one layer from a root file system as tar; `changes` are lines of a Dockerfile. */
  importImage(name: string, rootFileSystem: Readable, changes: readonly string[]): Promise<void> {
    const [repo = name, tag = 'latest'] = name.split(':');
    return this.ask(async (docker) => {
      const answer = await docker.importImage(rootFileSystem, { repo, tag, changes: [...changes] });
      const said = await text(answer);
      const refusal = /"error":"([^"]*)"/.exec(said)?.[1];
      if (refusal !== undefined) throw new Error(refusal);
    });
  }

  /** ensureNetwork makes an internal network, from which nothing outside is reached, unless it is there. */
  ensureNetwork(name: string, labels: Readonly<Record<string, string>>): Promise<void> {
    return this.ask(async (docker) => {
      const found = await docker.listNetworks({ filters: { name: [name] } });
      if (found.some(({ Name }) => Name === name)) return;
      await docker.createNetwork({ Name: name, Internal: true, CheckDuplicate: true, Labels: { ...labels } });
    });
  }

  /** start makes a hardened container and starts it; nothing is left of one that does not start. Returns its id. */
  start(wish: ContainerWish): Promise<string> {
    return this.ask(async (docker) => {
      const container = await docker.createContainer(hardenedContainer(wish));
      try {
        await container.start();
      } catch (error) {
        await container.remove({ force: true, v: true }).catch(() => undefined);
        throw error;
      }
      return container.id;
    });
  }

  /** runOnce runs a container to its end and returns what it printed; nothing is left of it. One that fails is `unavailable`. */
  async runOnce(wish: ContainerWish, limitMs: number): Promise<string> {
    const id = await this.start(wish);
    try {
      const untilMs = performance.now() + limitMs;
      for (let seen = await this.see(id); ; seen = await this.see(id)) {
        const printed = seen?.state === 'ended' ? await this.lastLog(id, 1_000) : '';
        if (seen?.state === 'ended' && seen.exitCode === 0) return printed;
        if (seen?.state === 'ended') throw engineFailure(new Error(`${seen.reason}: ${printed.trim()}`));
        if (seen === null || performance.now() > untilMs) throw engineFailure(new Error('it did not end in time'));
        await sleep(100);
      }
    } finally {
      await this.remove(id);
    }
  }

  /** list returns the containers that carry a label, ended ones too. */
  list(label: string): Promise<SeenContainer[]> {
    return this.ask(async (docker) => {
      const listed = await docker.listContainers({ all: true, filters: { label: [label] } });
      const seen = await Promise.all(listed.map(({ Id }) => this.see(Id)));
      return seen.filter((one) => one !== null);
    });
  }

  /** see looks at one container; null when it is gone. */
  see(id: string): Promise<SeenContainer | null> {
    return this.ask(async (docker) => {
      try {
        return seenContainer(await docker.getContainer(id).inspect());
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    });
  }

  /** usage is how much memory a container takes now, in MiB, and how many processors it kept busy in the last second; null when it does not run. */
  usage(id: string): Promise<{ memoryMb: number; cpuCores: number } | null> {
    return this.ask(async (docker) => {
      const {
        memory_stats: memory,
        cpu_stats: cpu,
        precpu_stats: before,
      } = await docker.getContainer(id).stats({ stream: false });
      const { usage, stats } = memory as { usage?: number; stats?: { inactive_file?: number } };
      if (usage === undefined) return null;
      const [own, all] = [
        cpu.cpu_usage.total_usage - before.cpu_usage.total_usage,
        cpu.system_cpu_usage - (before.system_cpu_usage ?? 0),
      ];
      const cpuCores = all > 0 ? (own / all) * cpu.online_cpus : 0;
      return { memoryMb: Math.round((usage - (stats?.inactive_file ?? 0)) / 1_048_576), cpuCores };
    });
  }

  /** lastLog is the end of what a container printed, both streams in their order, at most so many lines. */
  lastLog(id: string, lines: number): Promise<string> {
    return this.ask(async (docker) => {
      const printed = await docker.getContainer(id).logs({ stdout: true, stderr: true, tail: lines });
      return withoutHeaders(printed as Buffer);
    });
  }

  /** follow calls `onText` with what a container prints from its start on, until it ends or `signal` aborts. */
  follow(id: string, onText: (text: string, isError: boolean) => void, signal: AbortSignal): Promise<void> {
    return this.ask(async () => {
      // A container may be silent for hours.
      const docker = await (this.patient ??= connectDocker(this.host, 0));
      const stream = await docker
        .getContainer(id)
        .logs({ stdout: true, stderr: true, follow: true, abortSignal: signal });
      const streams = [new PassThrough(), new PassThrough()] as const;
      streams.forEach((one, index) => one.on('data', (chunk: Buffer) => onText(chunk.toString('utf8'), index === 1)));
      docker.modem.demuxStream(stream, ...streams);
      await new Promise<void>((resolve) => {
        stream
          .once('end', resolve)
          .once('close', resolve)
          .once('error', () => resolve());
      });
    });
  }

  /** stop asks a container to end, and kills it after so many seconds; one that is gone or has ended is fine. */
  stop(id: string, graceSeconds: number): Promise<void> {
    return this.ask(async (docker) => {
      await docker.getContainer(id).stop({ t: graceSeconds }).catch(ignoreGone);
    });
  }

  /** remove takes a container away, running or not; one that is gone is fine. */
  remove(id: string): Promise<void> {
    return this.ask(async (docker) => {
      await docker.getContainer(id).remove({ force: true, v: true }).catch(ignoreGone);
    });
  }
}

interface EngineInfo {
  NCPU: number;
  MemTotal: number;
  Runtimes?: Record<string, unknown>;
  CDISpecDirs?: string[] | null;
}

function seenContainer({ Id, Config, State, NetworkSettings }: Docker.ContainerInspectInfo): SeenContainer {
  const address = Object.values(NetworkSettings.Networks).find(({ IPAddress }) => IPAddress !== '')?.IPAddress ?? null;
  const hasEnded = !State.Running && State.Status !== 'created';
  return {
    id: Id,
    labels: Config.Labels,
    state: State.Running ? 'running' : hasEnded ? 'ended' : 'created',
    address,
    exitCode: hasEnded ? State.ExitCode : null,
    reason: hasEnded ? exitReason(State) : null,
  };
}

/** Memory first, because its exit code tells less than it seems to. */
function exitReason({
  OOMKilled,
  ExitCode,
  Error: said,
}: {
  OOMKilled: boolean;
  ExitCode: number;
  Error: string;
}): string {
  if (OOMKilled) return `out of memory: the kernel ended it at its limit (exit code ${ExitCode}); give it more memory`;
  if (said !== '') return `${said} (exit code ${ExitCode})`;
  const signal = signals[ExitCode - 128];
  return signal === undefined
    ? `it ended by itself with exit code ${ExitCode}`
    : `it was ended by ${signal} (exit code ${ExitCode})`;
}

const signals: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

const statusOf = (error: unknown): number | undefined => (error as { statusCode?: number }).statusCode;
const isMissing = (error: unknown): boolean => statusOf(error) === 404;

/** 304 is "has ended already", 409 is "is being removed already". */
function ignoreGone(error: unknown): void {
  if (![304, 404, 409].includes(statusOf(error) ?? 0)) throw error;
}

/** Without a terminal each piece of a log has a head of eight bytes, the last four of them its length. */
function withoutHeaders(log: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= log.length;) {
    const end = at + 8 + log.readUInt32BE(at + 4);
    pieces.push(log.subarray(at + 8, end));
    at = end;
  }
  return storableText(Buffer.concat(pieces).toString('utf8'));
}
