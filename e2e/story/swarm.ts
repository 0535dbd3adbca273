import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@slipway/testkit';
import { runCommand } from './command.ts';
import { inheritedEnvironment } from './env.ts';

/** SwarmOfOne is a Docker swarm of the one engine that the story has. */
export interface SwarmOfOne {
  /** An address of this machine that tasks reach. */
  hostAddress: string;
  docker(...args: string[]): Promise<string>;
  /** Names of the services that carry a label. */
  services(label: string): Promise<string[]>;
  /** Containers of a service that run. */
  containers(service: string): Promise<string[]>;
  inspectService(service: string): Promise<{ Spec: InspectedSpec }>;
  /** Leaves the swarm, if the story made it. */
  end(): Promise<void>;
}

/** InspectedSpec is the part of a service that a story looks at. */
export interface InspectedSpec {
  Labels: Record<string, string>;
  TaskTemplate: { ContainerSpec: Record<string, unknown>; Resources: Record<string, unknown> };
}

const BRIDGE_MS = 20_000;

const docker = (...args: string[]): Promise<string> => runCommand('docker', args, inheritedEnvironment());
const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** startSwarm makes the engine a swarm of its own on this machine, or takes the one that it is in. */
export async function startSwarm(): Promise<SwarmOfOne> {
  const isOwn = (await docker('info', '--format', '{{.Swarm.LocalNodeState}}')).trim() === 'inactive';
  const ports = ['--listen-addr', `127.0.0.1:${await freePort()}`, '--data-path-port', '24789'];
  if (isOwn) await docker('swarm', 'init', '--advertise-addr', '127.0.0.1', ...ports);
  return {
    hostAddress: await gatewayOfBridge(),
    docker,
    services: async (label) =>
      words(await docker('service', 'ls', '--filter', `label=${label}`, '--format', '{{.Name}}')),
    containers: async (service) =>
      words(await docker('ps', '--quiet', '--filter', `label=com.docker.swarm.service.name=${service}`)),
    inspectService: async (service) => JSON.parse(await docker('service', 'inspect', service))[0],
    end: async () => {
      for (const service of words(await docker('service', 'ls', '--quiet'))) await docker('service', 'rm', service);
      if (isOwn) await docker('swarm', 'leave', '--force');
    },
  };
}

/** The engine makes the bridge of its tasks a moment after it has joined a swarm. */
async function gatewayOfBridge(): Promise<string> {
  const gateway = '{{(index .IPAM.Config 0).Gateway}}';
  for (const from = performance.now(); ; await sleep(100))
    try {
      return (await docker('network', 'inspect', 'docker_gwbridge', '--format', gateway)).trim();
    } catch (missing) {
      if (performance.now() - from > BRIDGE_MS) throw missing;
    }
}
