import { createHash } from 'node:crypto';
import { ContainerSpec } from '@slipway/contracts';
import { engineOwner } from '../../kernel/docker/engine-owner.js';
import type { Kit } from '../../kernel/kit.js';
import { Cluster, type Manifest, type SeenObject } from '../../kernel/kubernetes/cluster.js';
import { readClusterSettings, type ClusterSettings } from '../../kernel/kubernetes/cluster-settings.js';
import { errorText } from '../../kernel/log.js';
import { SlipwayError } from '../../kernel/errors.js';
import type { ContainersRepository } from '../containers.repository.js';
import type { Capacity, Reconciled, ServingRuntime, WantedReplicas } from '../runtime.js';
import type { WorkloadRecord, WorkloadsRepository } from '../workloads.repository.js';
import { decideWorkloads, readWorkload, type DeploymentStatus, type PodStatus } from './decide-workloads.js';
import { readyPaths, recipeOf } from './image-recipes.js';
import { kubernetesManifests, OWNER, WORKLOAD, workloadAddress, workloadName } from './kubernetes-manifests.js';

const NO_CLUSTER = 'No cluster is set up: the operator names one in the file of SLIPWAY_KUBERNETES';

/** What a version has in a cluster, first what gets the requests. */
const KINDS = [
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['v1', 'Service'],
  ['apps/v1', 'Deployment'],
] as const;

/** A version with all that a cluster needs to run it, or why that is not known. */
interface Planned {
  wanted: WantedReplicas;
  name: string;
  digest: string;
  manifests: Manifest[];
  protocol: WorkloadRecord['spec']['protocol'];
  port: number;
}

/**
 * KubernetesRuntime runs versions in a cluster: it applies their manifests on the server and reads back how they stand. What Kubernetes does itself
 * (starting pods again, rolling, scaling) is left to it.
 */
export class KubernetesRuntime implements ServingRuntime {
  readonly kind = 'kubernetes';
  private owner: Promise<string> | null = null;

  constructor(
    private readonly kit: Kit,
    private readonly deps: { containers: ContainersRepository; workloads: WorkloadsRepository },
  ) {}

  async reconcile(wanted: readonly WantedReplicas[], now: Date): Promise<Reconciled> {
    const rows = await this.deps.workloads.all();
    if (wanted.length + rows.length === 0) return { started: 0, ended: 0 };
    if (this.kit.settings.kubernetesFile === null) {
      for (const one of wanted) await this.refuse(one, now, NO_CLUSTER);
      return { started: 0, ended: 0 };
    }
    const settings = readClusterSettings(this.kit.settings);
    const cluster = new Cluster(settings);
    const owner = await (this.owner ??= engineOwner(this.kit.db));
    const kept = await this.stillNeeded(wanted, rows);
    const plans: Planned[] = [];
    // What cannot be planned now, because an image is not listed any more, goes on as it runs.
    const untouched = new Set<string>();
    for (const one of [...wanted, ...kept]) {
      const plan = await this.planned(one, owner, settings).catch((error: unknown) => errorText(error));
      if (typeof plan !== 'string') plans.push(plan);
      else {
        untouched.add(workloadName(one));
        await this.refuse(one, now, plan);
      }
    }
    const deployments = await cluster.list('apps/v1', 'Deployment', `${OWNER}=${owner}`);
    const seen = new Map(deployments.map((one) => [one.metadata.name, one]));
    const acts = decideWorkloads({
      wanted: plans,
      rows: rows.filter(({ name }) => !untouched.has(name)),
      seen: new Set([...seen.keys()].filter((name) => !untouched.has(name))),
      now,
    });
    for (const act of acts) {
      if (act.do === 'apply')
        await this.apply(
          cluster,
          settings,
          plans.find(({ name }) => name === act.name)!,
          now,
        );
      else if (act.do === 'drain')
        await this.deps.workloads.update(act.name, { state: 'draining', detail: act.why, drainingAt: now });
      else await this.remove(cluster, settings, act.name);
    }
    await this.readBack(cluster, seen, now);
    const count = (kind: string): number => acts.filter((act) => act.do === kind).length;
    return { started: count('apply'), ended: count('remove') };
  }

  /** manifestsOf are what a cluster would get for some versions, whether there is a cluster or not. */
  async manifestsOf(wanted: readonly WantedReplicas[]): Promise<{ namespace: string; manifests: Manifest[] }> {
    const settings = readClusterSettings(this.kit.settings);
    const owner = await engineOwner(this.kit.db);
    const plans = await Promise.all(wanted.map((one) => this.planned(one, owner, settings)));
    return { namespace: settings.namespace, manifests: plans.flatMap(({ manifests }) => manifests) };
  }

  /** Pods keep their logs in the cluster, which has tools for them. */
  lastLog(): Promise<string> {
    return Promise.resolve('');
  }

  async capacity(): Promise<Capacity> {
    const unknown = { runtime: 'kubernetes' as const, cpus: null, memoryMb: null, givesGpus: false };
    try {
      const { namespace } = readClusterSettings(this.kit.settings);
      return { ...unknown, isReachable: true, detail: `namespace ${namespace}` };
    } catch (error) {
      return { ...unknown, isReachable: false, detail: errorText(error) };
    }
  }

  /** What gateways still answer by goes on as its rows say, also when it is not wanted any more. */
  private async stillNeeded(
    wanted: readonly WantedReplicas[],
    rows: readonly WorkloadRecord[],
  ): Promise<WantedReplicas[]> {
    const routed = await this.deps.containers.stillRouted('kubernetes');
    const names = new Set(wanted.map(workloadName));
    return rows
      .filter(({ name, spec }) => !names.has(name) && routed.has(`${spec.endpointId} ${spec.model} ${spec.version}`))
      .map(({ spec }) => spec);
  }

  private async planned(asked: WantedReplicas, owner: string, cluster: ClusterSettings): Promise<Planned> {
    // What was stored before a setting was known has its default.
    const wanted = { ...asked, container: { ...ContainerSpec.parse({}), ...asked.container } };
    const { settings } = this.kit;
    const fetchImage = settings.inferenceImage;
    if (fetchImage === null)
      throw new SlipwayError(
        'unavailable',
        'A cluster pulls its images: make the image of the model server, push it, and name it in SLIPWAY_INFERENCE_IMAGE.',
      );
    const recipe = await recipeOf(wanted, settings);
    const { protocol, port } = recipe;
    const manifests = kubernetesManifests({
      wanted,
      recipe,
      owner,
      cluster,
      fetchImage,
      readyPath: readyPaths[protocol],
    });
    const digest = createHash('sha256').update(JSON.stringify(manifests)).digest('hex');
    return { wanted, name: workloadName(wanted), digest, manifests, protocol, port };
  }

  private async apply(cluster: Cluster, settings: ClusterSettings, plan: Planned, now: Date): Promise<void> {
    const { wanted, name, digest, manifests, protocol, port } = plan;
    const spec = { ...wanted, protocol };
    try {
      for (const manifest of manifests) await cluster.apply(manifest);
      if (wanted.container.podAutoscaler === null)
        await cluster.remove({ ...manifests[0]!, apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' });
      await this.deps.workloads.saveApplied({
        spec,
        appliedDigest: digest,
        appliedAt: now,
        namespace: settings.namespace,
        name,
        address: workloadAddress(settings, name, port),
        wantedReplicas: wanted.container.replicas,
        detail: 'its pods are starting',
      });
    } catch (error) {
      await this.deps.workloads.saveRefused(name, spec, errorText(error), now);
    }
  }

  private async remove(cluster: Cluster, { namespace }: ClusterSettings, name: string): Promise<void> {
    for (const [apiVersion, kind] of KINDS)
      await cluster.remove({ apiVersion, kind, metadata: { name, namespace, labels: {} } });
    await this.deps.workloads.remove(name);
  }

  private async readBack(cluster: Cluster, seen: ReadonlyMap<string, SeenObject>, now: Date): Promise<void> {
    for (const { name, appliedDigest, drainingAt } of await this.deps.workloads.all()) {
      const deployment = seen.get(name) as DeploymentStatus | undefined;
      if (deployment === undefined || drainingAt !== null) continue;
      const isWhole = (deployment.status?.readyReplicas ?? 0) >= (deployment.spec?.replicas ?? 1);
      const pods = isWhole ? [] : await cluster.list('v1', 'Pod', `${WORKLOAD}=${name}`);
      const { detail, ...rest } = readWorkload(deployment, pods as PodStatus[]);
      // Why the last manifests were refused stays told while the former ones answer.
      await this.deps.workloads.update(name, { ...rest, ...(appliedDigest !== null && { detail }), seenAt: now });
    }
  }

  private refuse(wanted: WantedReplicas, now: Date, why: string): Promise<void> {
    return this.deps.workloads.saveRefused(workloadName(wanted), { ...wanted, protocol: 'open-inference' }, why, now);
  }
}
