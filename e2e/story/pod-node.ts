import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from './command.ts';
import { inheritedEnvironment } from './env.ts';

/** ClusterAccess is how a node reaches the API of its cluster, and what stands in for its Secrets and Services. */
export interface ClusterAccess {
  url: string;
  token: string;
  namespace: string;
  /** By name of the Secret and its key. */
  secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Port of the loopback on which the one Service that the node knows is answered. */
  servicePort: number;
}

interface Env {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef: { name: string; key: string } };
}

interface Container {
  image: string;
  command?: string[];
  env?: Env[];
  ports?: { containerPort: number }[];
  readinessProbe?: { httpGet: { path: string } };
}

interface Deployment {
  metadata: { name: string };
  spec: { template: { spec: { initContainers: Container[]; containers: Container[] } } };
}

/** PodNode is the little of a Kubernetes node that a story needs: it runs one pod of each Deployment, and says so in its status. */
export interface PodNode {
  /** Names of the Deployments whose pods run. */
  running(): string[];
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 500;
const docker = (...args: string[]): Promise<string> => runCommand('docker', args, inheritedEnvironment());

/**
 * startPodNode watches a cluster's Deployments and runs their pods as containers of the story's Docker Engine, as their manifests say: first the init container,
 * then the container, without root, rights or a writable root, on a volume that both share.
 */
export async function startPodNode(cluster: ClusterAccess): Promise<PodNode> {
  const pods = new Map<string, Pod>();
  let isOver = false;
  const network = `pods-${cluster.servicePort}`;
  await docker('network', 'create', network);

  async function look(): Promise<void> {
    const deployments = await list(cluster);
    for (const deployment of deployments) {
      const { name } = deployment.metadata;
      const pod = pods.get(name) ?? (await startPod(cluster, network, deployment));
      pods.set(name, pod);
      await report(cluster, name, await isReady(cluster, deployment));
    }
    for (const [name, pod] of pods)
      if (!deployments.some(({ metadata }) => metadata.name === name)) {
        pods.delete(name);
        await pod.end();
      }
  }

  async function watch(): Promise<void> {
    while (!isOver) {
      await look();
      await sleep(LOOK_EVERY_MS);
    }
  }

  const watching = watch();
  return {
    running: () => [...pods.keys()],
    stop: async () => {
      isOver = true;
      await watching;
      for (const pod of pods.values()) await pod.end();
      await docker('network', 'rm', network);
    },
  };
}

interface Pod {
  end(): Promise<void>;
}

async function startPod(cluster: ClusterAccess, network: string, { metadata, spec }: Deployment): Promise<Pod> {
  const { initContainers, containers } = spec.template.spec;
  const volume = await mkdtemp(join(tmpdir(), 'slipway-pod-'));
  await chmod(volume, 0o777);
  const hardened = ['--user', '65532:65532', '--read-only', '--cap-drop', 'ALL', '--tmpfs', '/tmp'];
  // The init container asks Slipway, which listens on the loopback of this machine.
  for (const one of initContainers)
    await docker(
      'run',
      '--rm',
      '--network',
      'host',
      ...hardened,
      '--volume',
      `${volume}:/models`,
      ...started(cluster, one),
    );
  const [server] = containers;
  const port = server!.ports![0]!.containerPort;
  const place = ['--network', network, '--publish', `127.0.0.1:${cluster.servicePort}:${port}`];
  const named = ['--detach', '--name', metadata.name, '--volume', `${volume}:/models:ro`];
  await docker('run', ...named, ...place, ...hardened, ...started(cluster, server!));
  return {
    end: async () => {
      await docker('rm', '--force', metadata.name);
      await rm(volume, { recursive: true, force: true });
    },
  };
}

function started({ secrets }: ClusterAccess, { image, command = [], env = [] }: Container): string[] {
  const settings = env.flatMap(({ name, value, valueFrom }) => {
    const secret = valueFrom?.secretKeyRef;
    return ['--env', `${name}=${secret === undefined ? value : secrets[secret.name]?.[secret.key]}`];
  });
  return [...settings, image, ...command];
}

async function isReady({ servicePort }: ClusterAccess, { spec }: Deployment): Promise<boolean> {
  const path = spec.template.spec.containers[0]!.readinessProbe!.httpGet.path;
  return fetch(`http://127.0.0.1:${servicePort}${path}`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function list(cluster: ClusterAccess): Promise<Deployment[]> {
  const answer = await ask(cluster, 'GET', '');
  return ((await answer.json()) as { items: Deployment[] }).items;
}

async function report(cluster: ClusterAccess, name: string, ready: boolean): Promise<void> {
  const status = { replicas: 1, readyReplicas: ready ? 1 : 0 };
  await ask(cluster, 'PATCH', `/${name}/status`, { status });
}

function ask({ url, token, namespace }: ClusterAccess, method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${url}/apis/apps/v1/namespaces/${namespace}/deployments${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/merge-patch+json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
