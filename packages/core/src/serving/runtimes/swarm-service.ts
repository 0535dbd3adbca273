import { engineFailure } from '../../kernel/docker/engine-failure.js';
import type { SwarmSettings } from '../../kernel/docker/swarm-settings.js';
import type { SeenService, SeenTask, SwarmService } from '../../kernel/docker/swarm.js';
import type { ImageRecipe, WantedReplicas } from '../runtime.js';
import type { WorkloadMember } from '../workloads.repository.js';
import type { SeenWorkload } from './decide-workloads.js';
import { FETCH_MODEL, modelUrl } from './fetch-model.js';
import { workloadName } from './workload-name.js';

/** SWARM_OWNER is the label that says which installation of Slipway a service and its tasks belong to. */
export const SWARM_OWNER = 'io.slipway.swarm';

const MIB = 1_048_576;
const SECOND_NS = 1_000_000_000;
const NODE = '/usr/local/bin/node';
const USER = '65532';
const TOKEN_FILE = '/run/secrets/slipway-token';
/** So many tries that fail one after another are a service that does not come up. */
const GIVE_UP_AFTER = 3;

/** A swarm starts nothing before a service: the model is fetched by the same process that serves it then. */
const FETCH_AND_SERVE = `import { readFileSync } from 'node:fs';
process.env.TOKEN = readFileSync('${TOKEN_FILE}', 'utf8');
${FETCH_MODEL}delete process.env.TOKEN;
await import('/app/apps/inference/dist/main.js');
`;

/** SwarmServiceOf is what the service of a version is made of; `networkId` and `secretId` are the swarm's. */
export interface SwarmServiceOf {
  wanted: WantedReplicas;
  recipe: ImageRecipe;
  owner: string;
  swarm: Pick<SwarmSettings, 'slipwayUrl' | 'tokenSecret'>;
  networkId: string;
  secretId: string;
  readyPath: string;
}

/**
 * swarmService is the service of a version: hardened as our containers are, its memory and CPUs reserved and bounded, the model in memory after its digest
 * was checked, each task published by its own machine on a free port. A change starts one task of the new kind before it stops one of the old.
 */
export function swarmService(of: SwarmServiceOf): SwarmService {
  const { wanted, recipe, owner, networkId } = of;
  const { memoryMb, cpus, gpus, replicas } = wanted.container;
  const labels = { [SWARM_OWNER]: owner, 'io.slipway.endpoint': wanted.endpoint };
  const size = { NanoCPUs: Math.round(cpus * 1e9), MemoryBytes: memoryMb * MIB };
  return {
    Name: workloadName(wanted),
    Labels: labels,
    Mode: { Replicated: { Replicas: replicas } },
    TaskTemplate: {
      ContainerSpec: containerSpec(of, labels),
      Resources: {
        Limits: { ...size, Pids: 256 },
        Reservations: {
          ...size,
          ...(gpus > 0 && {
            GenericResources: [{ DiscreteResourceSpec: { Kind: 'NVIDIA-GPU', Value: gpus } } as object],
          }),
        },
      },
      RestartPolicy: { Condition: 'any', Delay: 2 * SECOND_NS },
      Networks: [{ Target: networkId }],
      LogDriver: { Name: 'json-file', Options: { 'max-size': '5m', 'max-file': '2' } },
    },
    // Gateways need a moment to learn of a new task and to let go of an old one.
    UpdateConfig: {
      Parallelism: 1,
      Order: 'start-first',
      Delay: 5 * SECOND_NS,
      Monitor: 5 * SECOND_NS,
      FailureAction: 'pause',
    },
    EndpointSpec: {
      Mode: 'dnsrr',
      Ports: [{ Protocol: 'tcp', TargetPort: recipe.port, PublishMode: 'host' }],
    },
  };
}

function containerSpec({ wanted, recipe, swarm, secretId, readyPath }: SwarmServiceOf, labels: Record<string, string>) {
  const folder = recipe.modelPath.slice(0, recipe.modelPath.lastIndexOf('/'));
  const env = { ...recipe.env, MODEL_URL: modelUrl(wanted, swarm.slipwayUrl), MODEL_DIGEST: wanted.modelDigest };
  const ask = `fetch('http://127.0.0.1:${recipe.port}${readyPath}').then(({ok})=>process.exit(ok?0:1),()=>process.exit(1))`;
  return {
    Image: recipe.image,
    Labels: labels,
    Args: [NODE, '--input-type=module', '-e', FETCH_AND_SERVE],
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    User: `${USER}:${USER}`,
    ReadOnly: true,
    CapabilityDrop: ['ALL'],
    // Engines before Docker 25 leave it out, and the client's types do not know it.
    Privileges: { NoNewPrivileges: true } as object,
    StopGracePeriod: 30 * SECOND_NS,
    Mounts: [memory('/tmp', 64), memory(folder, wanted.container.memoryMb)],
    Secrets: [
      {
        File: { Name: TOKEN_FILE, UID: USER, GID: USER, Mode: 0o400 },
        SecretID: secretId,
        SecretName: swarm.tokenSecret,
      },
    ],
    HealthCheck: {
      Test: ['CMD', NODE, '-e', ask],
      Interval: 3 * SECOND_NS,
      Timeout: 5 * SECOND_NS,
      StartPeriod: 180 * SECOND_NS,
      Retries: 3,
    },
  };
}

/** It counts as memory of the task, so its size bounds nothing else. */
const memory = (target: string, sizeMb: number) => ({
  Type: 'tmpfs' as const,
  Target: target,
  Source: '',
  TmpfsOptions: { SizeBytes: sizeMb * MIB, Mode: 0o1777 },
});

/**
 * readSwarmService tells how a service stands and which of its tasks answer: those that run, are healthy (a task runs only then) and shall go on. It is
 * failed when the newest three tries failed; `tasks` are newest first.
 */
export function readSwarmService(
  { replicas, update }: Pick<SeenService, 'replicas' | 'update'>,
  tasks: readonly SeenTask[],
): SeenWorkload & { members: WorkloadMember[] } {
  const members = tasks.flatMap(({ id, state, desiredState, address }) =>
    state === 'running' && desiredState === 'running' && address !== null ? [{ id, address }] : [],
  );
  const counts = { members, wantedReplicas: replicas, readyReplicas: members.length };
  const cause = causeOf(update, tasks, members[0]?.id);
  if (replicas === 0 && members.length === 0) return { ...counts, state: 'ready', detail: 'no replica is wanted now' };
  if (members.length > 0) {
    const short = members.length < replicas ? `${members.length} of ${replicas} tasks answer` : null;
    return { ...counts, state: 'ready', detail: cause ?? short };
  }
  const ended = tasks.filter(({ state }) => isOver(state));
  const hasGivenUp = ended.slice(0, GIVE_UP_AFTER).filter(isFailed).length === GIVE_UP_AFTER;
  return { ...counts, state: hasGivenUp ? 'failed' : 'starting', detail: cause ?? 'its tasks are starting' };
}

const isOver = (state: string): boolean => ['failed', 'rejected', 'shutdown', 'complete', 'orphaned'].includes(state);
const isFailed = ({ state }: SeenTask): boolean => state === 'failed' || state === 'rejected';

/** What a task says of itself that was tried after the newest one that answers, or why an update stopped; with what to do about it. */
function causeOf(
  update: SeenService['update'],
  tasks: readonly SeenTask[],
  newestMember: string | undefined,
): string | null {
  const since = tasks.findIndex(({ id }) => id === newestMember);
  const tried = since === -1 ? tasks : tasks.slice(0, since);
  const said = tried.find(({ error }) => error !== '')?.error ?? (update?.state === 'paused' ? update.message : null);
  return said === null ? null : engineFailure(new Error(said)).message;
}
