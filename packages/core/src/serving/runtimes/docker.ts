import { createHash } from 'node:crypto';
import type { ArtifactsService } from '../../artifacts/index.js';
import { systemActor } from '../../kernel/actor.js';
import type { DockerEngine } from '../../kernel/docker/docker-engine.js';
import { engineOwner } from '../../kernel/docker/engine-owner.js';
import { SlipwayError } from '../../kernel/errors.js';
import { appendEvent } from '../../kernel/event-log.js';
import type { Kit } from '../../kernel/kit.js';
import { errorText } from '../../kernel/log.js';
import { uuidv7 } from '../../kernel/uuid.js';
import type { ContainersRepository, NewContainer, ReplicaRow } from '../containers.repository.js';
import type { GpuLedger } from '../gpu-ledger.js';
import type { Capacity, ImageRecipe, Reconciled, ServingRuntime, WantedReplicas } from '../runtime.js';
import { decideContainers, type ContainerAct, type ContainerGroup } from './decide-containers.js';
import { recipeOf } from './image-recipes.js';
import { ensureInferenceImage } from './inference-image.js';
import { ReadinessWatch } from './readiness-watch.js';

const WINDOW_MS = 600_000;
const KEEP_ENDED_MS = 7 * 86_400_000;
const LOG_LINES = 200;
const STOP_SECONDS = 12;
const LABEL = 'io.slipway.serving';
const REPLICA = 'io.slipway.replica';

/** A group of equal containers: what is wanted with how its image is started, or why that is not known. */
interface Group extends ContainerGroup {
  wanted: WantedReplicas;
  recipe: ImageRecipe | null;
  refusal: string | null;
}

interface DockerDeps {
  artifacts: ArtifactsService;
  engine: DockerEngine;
  repository: ContainersRepository;
  gpus: GpuLedger;
}

/**
 * DockerRuntime runs versions as hardened containers of one Docker Engine. Rows come before containers and say why they ended; a pass that
 * is cut short is made good by the next one, and a container that no row knows is removed by its label.
 */
export class DockerRuntime implements ServingRuntime {
  readonly kind = 'docker';
  private readonly watch: ReadinessWatch;
  private owner: Promise<string> | null = null;
  private readonly stopping = new Set<string>();

  constructor(
    private readonly kit: Kit,
    private readonly deps: DockerDeps,
  ) {
    this.watch = new ReadinessWatch(kit, deps.engine, deps.repository);
  }

  async reconcile(wanted: readonly WantedReplicas[], now: Date): Promise<Reconciled> {
    const { engine, repository } = this.deps;
    const live = await repository.live();
    if (wanted.length + live.length === 0 && !(await repository.hasAny())) return { started: 0, ended: 0 };
    const owner = await (this.owner ??= engineOwner(this.kit.db));
    const groups = await this.groupsOf(wanted, live, now);
    const containers = await engine.list(`${LABEL}=${owner}`);
    const seen = containers.map((one) => ({ rowId: one.labels[REPLICA] ?? null, seen: one }));
    const rows = live.map((row) => ({ ...row, group: row.specDigest, family: familyOf(row.spec) }));
    const acts = decideContainers({ groups, rows, containers: seen, now });
    await Promise.all(acts.map((act) => this.carryOut(act, live).catch((error: unknown) => this.complain(error))));
    // One after another, because each takes its GPUs from what the ones before left.
    for (const act of acts)
      if (act.do === 'start')
        await this.start(
          groups.find(({ group }) => group === act.group)!,
          owner,
        );
    await this.watch.look(await repository.live(), containers);
    await repository.forgetEnded(new Date(now.getTime() - KEEP_ENDED_MS));
    return { started: count(acts, 'start'), ended: count(acts, 'end') };
  }

  async lastLog(replicaId: string): Promise<string> {
    const row = await this.deps.repository.byId(replicaId);
    return row?.log ?? '';
  }

  async capacity(): Promise<Capacity> {
    try {
      const { version, cpus, memoryMb, givesGpus } = await this.deps.engine.facts();
      return { runtime: 'docker', isReachable: true, detail: `Docker Engine ${version}`, cpus, memoryMb, givesGpus };
    } catch (error) {
      return {
        runtime: 'docker',
        isReachable: false,
        detail: errorText(error),
        cpus: null,
        memoryMb: null,
        givesGpus: false,
      };
    }
  }

  /** What gateways still answer by goes on as its rows say, also when it is not wanted any more. */
  private async groupsOf(wanted: readonly WantedReplicas[], live: readonly ReplicaRow[], now: Date): Promise<Group[]> {
    const failures = await this.deps.repository.failures(new Date(now.getTime() - WINDOW_MS));
    const routed = await this.deps.repository.stillRouted('docker');
    const families = new Set(wanted.map(familyOf));
    const kept = new Map(
      live
        .filter(
          ({ spec }) => !families.has(familyOf(spec)) && routed.has(`${spec.endpointId} ${spec.model} ${spec.version}`),
        )
        .map(({ spec }) => [familyOf(spec), spec]),
    );
    return Promise.all(
      [...wanted, ...kept.values()].map(async (one) => {
        const made = await this.recipe(one);
        const group = specDigest(one, made.recipe);
        const failedAt = failures.filter((row) => row.specDigest === group).map(({ endedAt }) => endedAt);
        return { ...made, wanted: one, group, family: familyOf(one), replicas: one.container.replicas, failedAt };
      }),
    );
  }

  private async recipe(wanted: WantedReplicas): Promise<Pick<Group, 'recipe' | 'refusal'>> {
    try {
      return { recipe: await recipeOf(wanted, this.kit.settings), refusal: null };
    } catch (error) {
      return { recipe: null, refusal: errorText(error) };
    }
  }

  private complain(error: unknown): void {
    this.kit.log.warn('a container could not be brought to what is wanted', { error: errorText(error) });
  }

  private async carryOut(act: ContainerAct, live: readonly ReplicaRow[]): Promise<void> {
    const { engine, repository } = this.deps;
    switch (act.do) {
      case 'start':
        return;
      case 'drain':
        return repository.update(act.id, { state: 'draining', detail: act.why, drainingAt: this.kit.clock.now() });
      case 'stop':
        return this.stop(act.containerId);
      case 'remove':
        return engine.remove(act.containerId);
      case 'end':
        return this.end(
          act,
          live.find(({ id }) => id === act.id)!,
        );
    }
  }

  /** A container may take its time to end; a pass does not wait for it. */
  private async stop(containerId: string): Promise<void> {
    if (this.stopping.has(containerId)) return;
    this.stopping.add(containerId);
    void this.deps.engine
      .stop(containerId, STOP_SECONDS)
      .catch((error: unknown) => this.complain(error))
      .finally(() => this.stopping.delete(containerId));
  }

  /** start writes the row first; what does not start ends with its reason, and nothing is left of it. */
  private async start({ wanted, recipe, refusal, group }: Group, owner: string): Promise<void> {
    const { engine, repository, artifacts } = this.deps;
    const id = uuidv7();
    const row = {
      id,
      specDigest: group,
      spec: { ...wanted, protocol: recipe?.protocol ?? 'open-inference' },
      image: recipe?.image ?? wanted.container.image,
      createdAt: this.kit.clock.now(),
    };
    let isMade = false;
    try {
      if (recipe?.name === 'onnx') await ensureInferenceImage(engine, this.kit.settings.inferenceImage);
      const gpus = await this.createRow(row, wanted, recipe, owner);
      isMade = true;
      if (recipe === null) throw new Error(refusal ?? 'the image is not known');
      const network = `slipway-${owner}`;
      const labels = { [LABEL]: owner, [REPLICA]: id, 'io.slipway.endpoint': wanted.endpoint };
      await engine.ensureNetwork(network, { [LABEL]: owner });
      const { memoryMb, cpus } = wanted.container;
      const source = await artifacts.verifiedPath(wanted.modelDigest);
      const containerId = await engine.start({
        name: `slipway-${wanted.endpoint}-${id.slice(-12)}`,
        image: recipe.image,
        command: recipe.command,
        labels,
        env: recipe.env,
        mounts: [{ source, target: recipe.modelPath, isReadOnly: true }],
        memoryMb,
        cpus,
        gpus,
        network,
        scratchMb: 64,
      });
      const address = (await engine.see(containerId))?.address;
      await repository.update(id, { containerId, ...(address && { address: `${address}:${recipe.port}` }) });
    } catch (error) {
      if (!isMade) await repository.create({ ...row, gpus: [] });
      await this.failed({ ...row, endpointId: wanted.endpointId }, errorText(error), { exitCode: null });
    }
  }

  /** createRow writes a container's row with the GPUs that it gets; too few are `unavailable`. */
  private async createRow(
    row: Omit<NewContainer, 'gpus'>,
    { container }: WantedReplicas,
    recipe: ImageRecipe | null,
    owner: string,
  ): Promise<string[]> {
    const { repository, gpus: ledger } = this.deps;
    const { gpus, gpuMemoryMb: memoryMb } = container;
    if (recipe === null || gpus === 0) {
      await repository.create({ ...row, gpus: [] });
      return [];
    }
    const asker = { image: recipe.image, labels: { [LABEL]: owner } };
    const place = await ledger.place({ gpus, memoryMb }, asker, (tx, uuids) =>
      repository.create({ ...row, gpus: uuids }, tx),
    );
    if ('uuids' in place) return place.uuids;
    throw new SlipwayError('unavailable', `${place.refusal}: use fewer replicas, or a share of a GPU (gpuMemoryMb).`);
  }

  private async end(act: Extract<ContainerAct, { do: 'end' }>, row: ReplicaRow): Promise<void> {
    const { engine, repository } = this.deps;
    const log = act.containerId === null ? row.log : await engine.lastLog(act.containerId, LOG_LINES);
    if (act.failed) await this.failed(row, act.why, { exitCode: act.exitCode, log });
    else
      await repository.update(row.id, {
        state: 'ended',
        detail: act.why,
        exitCode: act.exitCode,
        log,
        endedAt: this.kit.clock.now(),
      });
    if (act.containerId !== null) await engine.remove(act.containerId);
  }

  private async failed(
    { id, spec }: Pick<ReplicaRow, 'id' | 'spec'> & { endpointId: string },
    why: string,
    learned: { exitCode: number | null; log?: string },
  ): Promise<void> {
    await this.kit.db.transaction(async (tx) => {
      const endedAt = this.kit.clock.now();
      await this.deps.repository.update(id, { ...learned, state: 'ended', failed: true, detail: why, endedAt }, tx);
      await appendEvent(tx, systemActor(spec.workspaceId), {
        kind: 'serving.container_failed',
        subjectKind: 'endpoint',
        subjectName: spec.endpoint,
        endpoint: spec.endpoint,
        why,
        after: { container: id, model: spec.model, version: spec.version, exitCode: learned.exitCode },
      });
    });
  }
}

const familyOf = ({ endpointId, versionId }: Pick<WantedReplicas, 'endpointId' | 'versionId'>): string =>
  `${endpointId} ${versionId}`;

/** How many replicas there are is no part of what each of them runs by. */
function specDigest(
  { endpointId, versionId, modelDigest, container }: WantedReplicas,
  recipe: ImageRecipe | null,
): string {
  const { replicas: _replicas, autoscale: _autoscale, ...each } = container;
  return createHash('sha256')
    .update(JSON.stringify([endpointId, versionId, modelDigest, each, recipe]))
    .digest('hex');
}

const count = (acts: readonly ContainerAct[], kind: ContainerAct['do']): number =>
  acts.filter((act) => act.do === kind).length;
