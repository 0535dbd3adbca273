import { createHash } from 'node:crypto';
import { DockerEngine } from '../../kernel/docker/docker-engine.js';
import { engineOwner } from '../../kernel/docker/engine-owner.js';
import { readSwarmSettings } from '../../kernel/docker/swarm-settings.js';
import { Swarm, type SeenService, type SwarmService } from '../../kernel/docker/swarm.js';
import { toJson } from '../../kernel/db.js';
import { SlipwayError } from '../../kernel/errors.js';
import type { Kit } from '../../kernel/kit.js';
import { errorText } from '../../kernel/log.js';
import type { Capacity, Reconciled, ServingRuntime, WantedReplicas } from '../runtime.js';
import type { WorkloadRecord } from '../workloads.repository.js';
import { readyPaths, recipeOf } from './image-recipes.js';
import { ensureInferenceImage } from './inference-image.js';
import {
  reconcileWorkloads,
  type Orchestrator,
  type PlannedWorkload,
  type WorkloadRows,
} from './reconcile-workloads.js';
import { readSwarmService, SWARM_OWNER, swarmService } from './swarm-service.js';

interface Planned extends PlannedWorkload {
  service: SwarmService;
}

/**
 * SwarmRuntime runs versions as services of a Docker swarm, on as many machines as it has. What a swarm does itself (starting tasks again, spreading them,
 * rolling) is left to it; gateways choose among the tasks.
 */
export class SwarmRuntime implements ServingRuntime {
  readonly kind = 'swarm';
  private owner: Promise<string> | null = null;

  constructor(
    private readonly kit: Kit,
    private readonly rows: WorkloadRows,
  ) {}

  async reconcile(wanted: readonly WantedReplicas[], now: Date): Promise<Reconciled> {
    if (wanted.length === 0 && (await this.rows.workloads.all()).length === 0) return { started: 0, ended: 0 };
    try {
      return await reconcileWorkloads('swarm', await this.orchestrator(wanted, now), this.rows, wanted, now);
    } catch (error) {
      for (const one of wanted) await this.rows.workloads.refuse(one, errorText(error), now);
      return { started: 0, ended: 0 };
    }
  }

  /** Tasks keep their logs in the swarm, which shows them by `docker service logs`. */
  lastLog(): Promise<string> {
    return Promise.resolve('');
  }

  async capacity(): Promise<Capacity> {
    const unknown = { runtime: 'swarm' as const, cpus: null, memoryMb: null, givesGpus: false };
    try {
      const nodes = await new Swarm(readSwarmSettings(this.kit.settings).engine).nodes();
      return { ...unknown, isReachable: true, detail: `a swarm of ${nodes} machines` };
    } catch (error) {
      return { ...unknown, isReachable: false, detail: errorText(error) };
    }
  }

  private async orchestrator(wanted: readonly WantedReplicas[], now: Date): Promise<Orchestrator<Planned>> {
    const { settings } = this.kit;
    const file = readSwarmSettings(settings);
    const swarm = new Swarm(file.engine);
    const owner = await (this.owner ??= engineOwner(this.kit.db));
    const label = `${SWARM_OWNER}=${owner}`;
    const [networkId, secretId] = [await swarm.ensureOverlay(file.network), await swarm.secretId(file.tokenSecret)];
    // Without a name that every machine can pull, the image is made on the manager, and runs there only.
    if (wanted.length > 0) await ensureInferenceImage(new DockerEngine(file.engine), settings.inferenceImage);
    const services = new Map<string, SeenService>();
    return {
      plan: async (one) => {
        const recipe = await recipeOf(one, settings);
        if (recipe.name !== 'onnx')
          throw new SlipwayError('unavailable', "Only Slipway's own model server fetches its model in a swarm.");
        const { protocol } = recipe;
        const readyPath = readyPaths[protocol];
        const service = swarmService({ wanted: one, recipe, owner, swarm: file, networkId, secretId, readyPath });
        const digest = createHash('sha256').update(JSON.stringify(service)).digest('hex');
        return { wanted: one, name: service.Name, digest, protocol, service };
      },
      seen: async () => {
        for (const one of await swarm.list(label)) services.set(one.name, one);
        return new Set(services.keys());
      },
      apply: async ({ service }) => {
        await swarm.apply(service);
        return { namespace: file.network, address: '', detail: 'its tasks are starting' };
      },
      remove: (name) => swarm.remove(name),
      readBack: (rows) => this.readBack(swarm, label, services, rows, now),
    };
  }

  private async readBack(
    swarm: Swarm,
    label: string,
    services: ReadonlyMap<string, SeenService>,
    rows: readonly WorkloadRecord[],
    now: Date,
  ): Promise<void> {
    if (rows.length === 0) return;
    const tasks = Map.groupBy(await swarm.tasks(label), ({ serviceId }) => serviceId);
    for (const { name, appliedDigest } of rows) {
      const service = services.get(name);
      if (service === undefined) continue;
      const { detail, members, ...rest } = readSwarmService(service, tasks.get(service.id) ?? []);
      const address = members.map((one) => one.address).join(', ');
      const change = { ...rest, members: toJson(members), address };
      // Why the last service was refused stays told while the former one answers.
      await this.rows.workloads.update(name, { ...change, ...(appliedDigest !== null && { detail }), seenAt: now });
    }
  }
}
