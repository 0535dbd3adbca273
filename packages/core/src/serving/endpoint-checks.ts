import type {
  BodyOf,
  ContainerSpec,
  EndpointCheck,
  EndpointCheckup,
  endpointTable,
  EngineCapacity,
  ModelVersion,
  Runtime,
} from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { SlipwayError } from '../kernel/errors.js';
import type { Kit } from '../kernel/kit.js';
import { errorText } from '../kernel/log.js';
import { canServe, type RegistryService } from '../registry/index.js';
import type { ContainersService, EngineSaid } from './containers.service.js';
import { requireAdminForPublic, requireKnownFeatures, settingsAsked } from './endpoint-settings.js';
import type { ExternalTargets } from './external/external-targets.js';
import { memoryCheck } from './memory-check.js';
import { ServingRepository } from './serving.repository.js';
import type { ServingService } from './serving.service.js';
import type { WorkloadRuntime } from './workloads.repository.js';
import type { WorkloadsService } from './workloads.service.js';

type NewEndpoint = BodyOf<(typeof endpointTable)['createEndpoint']>;
type Name = EndpointCheck['name'];

const passed = (name: Name, why: string): EndpointCheck => ({ name, state: 'passed', why });
const failed = (name: Name, why: string): EndpointCheck => ({ name, state: 'failed', why });
const unknown = (name: Name, why: string): EndpointCheck => ({ name, state: 'unknown', why });

/** What a runtime is called, and what says where it is. */
const runtimes: Readonly<Record<WorkloadRuntime, string>> = {
  kubernetes: 'the Kubernetes cluster of SLIPWAY_KUBERNETES',
  swarm: 'the Docker swarm of SLIPWAY_SWARM',
};

/** EndpointChecks goes through what an endpoint needs before it is made. Nothing is changed, and a creation refuses by itself what it must. */
export class EndpointChecks {
  private readonly repository: ServingRepository;

  constructor(
    private readonly kit: Kit,
    private readonly deps: {
      registry: RegistryService;
      serving: ServingService;
      containers: ContainersService;
      workloads: WorkloadsService;
      externalTargets: ExternalTargets;
    },
  ) {
    this.repository = new ServingRepository(kit.db);
  }

  /** check returns a line for each thing that an endpoint needs, with what to do where it lacks; `not_found` for a version that is not there. */
  async check(actor: Actor, { body }: { body: NewEndpoint }): Promise<EndpointCheckup> {
    const version = await this.deps.serving.versionToDeploy(actor, body);
    const settings = this.settings(body, version);
    const container = settings.container as ContainerSpec | undefined;
    const isElsewhere = version.framework === 'external';
    const checks = [
      await this.name(body.name),
      signatureCheck(version),
      await this.policy(actor, version, body),
      ...(settings.refusal === null ? [] : [failed('settings', settings.refusal)]),
      ...(isElsewhere ? [await this.address(actor, version)] : await this.place(body.runtime, container, version)),
    ];
    return { ready: checks.every(({ state }) => state !== 'failed'), checks };
  }

  private async name(name: string): Promise<EndpointCheck> {
    return (await this.repository.isTaken(name))
      ? failed('name', `An endpoint named ${name} exists already in this installation: take another name.`)
      : passed('name', `It will answer at ${this.kit.settings.gatewayUrl}/v1/endpoints/${name}/predict.`);
  }

  /** Guards may refuse a version for the whole workspace; they are asked as a creation asks them. */
  private async policy(actor: Actor, version: ModelVersion, body: NewEndpoint): Promise<EndpointCheck> {
    try {
      requireAdminForPublic(actor, body);
      await this.kit.db.transaction(async (tx) => {
        for (const guard of this.deps.serving.guards.beforeServe) await guard(tx, actor, version);
      });
      return passed('policy', 'Nothing in this workspace forbids serving it.');
    } catch (error) {
      return failed('policy', refusalText(error));
    }
  }

  private settings(body: NewEndpoint, { schema }: ModelVersion) {
    try {
      if (schema !== null) requireKnownFeatures(body, schema);
      const { container } = settingsAsked(body, 'embedded', this.kit.settings.imagesFile);
      return { container, refusal: null };
    } catch (error) {
      return { container: body.container, refusal: refusalText(error) };
    }
  }

  private async address(actor: Actor, { model: name, version }: ModelVersion): Promise<EndpointCheck> {
    try {
      const target = await this.deps.registry.external.target(actor, { params: { name, version } });
      await this.deps.externalTargets.open(actor.workspaceId, target);
      return passed('address', `${target.url} may be called, and its sign-in is there. The first prediction asks it.`);
    } catch (error) {
      // A sign-in may ask a token service, whose failures are its own words.
      return failed('address', errorText(error));
    }
  }

  private async place(
    runtime: Runtime,
    container: ContainerSpec | undefined,
    { facts }: ModelVersion,
  ): Promise<EndpointCheck[]> {
    const needs = facts?.memoryBytes ?? null;
    const { modelMemoryBytes } = this.kit.settings;
    if (runtime === 'embedded' || container === undefined)
      return [
        memoryCheck(needs, { runtime: 'embedded', budgetBytes: modelMemoryBytes }),
        passed('runtime', 'Every gateway runs it itself.'),
      ];
    const said = runtime === 'docker' ? await this.deps.containers.engine() : null;
    const engine = said?.engine ?? null;
    return [
      memoryCheck(needs, { runtime, container, engine }),
      runtime === 'docker' ? engineCheck(said!) : await this.orchestrator(runtime),
      ...(container.gpus > 0 ? [gpuCheck(container.gpus, engine)] : []),
    ];
  }

  private async orchestrator(runtime: WorkloadRuntime): Promise<EndpointCheck> {
    const { isReachable, detail } = await this.deps.workloads.capacity(runtime);
    return isReachable ? passed('runtime', `It goes to ${runtimes[runtime]}: ${detail}.`) : failed('runtime', detail);
  }
}

/** Only a worker's word that the engine is away counts: another machine may not reach it and need not. */
function engineCheck({ engine: { isReachable, detail }, byWorker }: EngineSaid): EndpointCheck {
  if (isReachable) return passed('runtime', `${detail} answers.`);
  return byWorker
    ? failed('runtime', detail)
    : unknown('runtime', `${detail} Asked from here; the worker, which starts containers, may reach another engine.`);
}

function signatureCheck(version: ModelVersion): EndpointCheck {
  const who = `v${version.version} of ${version.model}`;
  if (!canServe(version))
    return failed('signature', `${who} is kept as files: only ONNX versions and endpoints of others can be deployed.`);
  const { features, outputs } = version.schema;
  const problem = version.facts?.warmUpError;
  if (problem) return unknown('signature', `The trial run of ${who} failed: ${problem}`);
  const counts = `${features.length === 0 ? 'tensors' : `${features.length} features`} in, ${outputs.length} out`;
  return passed('signature', `${who}: ${counts}. Callers keep this signature whichever version answers later.`);
}

function gpuCheck(wanted: number, engine: EngineCapacity | null): EndpointCheck {
  if (engine === null) return unknown('gpus', `Whether ${wanted} GPUs are free, its machines tell when it starts.`);
  if (!engine.isReachable) return unknown('gpus', 'Docker Engine was not asked.');
  return engine.givesGpus
    ? passed('gpus', `The engine hands out GPUs; which ${wanted} are free, it tells at the start.`)
    : failed('gpus', 'The engine gives no GPUs: install the NVIDIA Container Toolkit on its machine, or ask for none.');
}

/** What a refusal says; anything else is a defect. */
function refusalText(error: unknown): string {
  if (error instanceof SlipwayError) return error.message;
  throw error;
}
