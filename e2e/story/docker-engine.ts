import { runCommand } from './command.ts';
import { inheritedEnvironment } from './env.ts';

/** InspectedContainer is the part of a container's inspection that a story looks at. */
export interface InspectedContainer {
  Id: string;
  Image: string;
  State: { Running: boolean; Pid: number };
  Config: { User: string; Env: string[]; Labels: Record<string, string> };
  HostConfig: Record<string, unknown> & { Mounts: { Source: string; Target: string; ReadOnly: boolean }[] };
  NetworkSettings: {
    Networks: Record<string, { IPAddress: string; NetworkID: string }>;
    Ports: Record<string, unknown>;
  };
}

const docker = (...args: string[]): Promise<string> => runCommand('docker', args, inheritedEnvironment());

/** containersWith lists the containers that carry a label, ended ones too; one that goes away meanwhile is left out. */
export async function containersWith(label: string): Promise<InspectedContainer[]> {
  const ids = (await docker('ps', '--all', '--quiet', '--filter', `label=${label}`))
    .split(/\s+/)
    .filter((id) => id !== '');
  const found = await Promise.all(ids.map((id) => docker('inspect', id).catch(() => '[]')));
  return found.flatMap((text) => JSON.parse(text) as InspectedContainer[]);
}

/** killContainer ends a container as a crash would. */
export const killContainer = (id: string): Promise<string> => docker('kill', id);

const removeContainer = (id: string): Promise<string> => docker('rm', '--force', id);

/** startStranger makes and starts a container from an image with some labels, as a lost worker might have left it. */
export async function startStranger(image: string, labels: readonly string[]): Promise<void> {
  const marks = labels.flatMap((label) => ['--label', label]);
  const made = await docker('create', '--network', 'none', ...marks, image, 'node', '-e', 'setInterval(()=>{},1e6)');
  // Slipway may have removed it before it starts.
  await docker('start', made.trim()).catch(() => undefined);
}

/** isInternal tells whether nothing outside can be reached from a network. */
export async function isInternal(network: string): Promise<boolean> {
  return (await docker('network', 'inspect', '--format', '{{.Internal}}', network)).trim() === 'true';
}

/** removeEverything removes the containers, and then the networks, that carry a label. */
export async function removeEverything(label: string): Promise<void> {
  for (const { Id } of await containersWith(label)) await removeContainer(Id);
  const networks = (await docker('network', 'ls', '--quiet', '--filter', `label=${label}`))
    .split(/\s+/)
    .filter((id) => id !== '');
  for (const network of networks) await docker('network', 'rm', network);
}
