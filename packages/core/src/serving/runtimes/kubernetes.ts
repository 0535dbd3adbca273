import { createHash } from 'node:crypto';
import { engineOwner } from '../../kernel/docker/engine-owner.js';
import type { Kit } from '../../kernel/kit.js';
import { Cluster, type Manifest, type SeenObject } from '../../kernel/kubernetes/cluster.js';
import { readClusterSettings, type ClusterSettings } from '../../kernel/kubernetes/cluster-settings.js';
import { errorText } from '../../kernel/log.js';
import { SlipwayError } from '../../kernel/errors.js';
import type { Capacity, Reconciled, ServingRuntime, WantedReplicas } from '../runtime.js';
import type { WorkloadRecord } from '../workloads.repository.js';
import { readWorkload, type DeploymentStatus, type PodStatus } from './decide-workloads.js';
import { HTTP_ROUTE, httpRoutes, routeRefusal } from './http-routes.js';
import { readyPaths, recipeOf } from './image-recipes.js';
import { kubernetesManifests, OWNER, WORKLOAD, workloadAddress } from './kubernetes-manifests.js';
import {
  reconcileWorkloads,
  type Orchestrator,
  type PlannedWorkload,
  type WorkloadRows,
} from './reconcile-workloads.js';
import { workloadName } from './workload-name.js';

const NO_CLUSTER = 'No cluster is set up: the operator names one in the file of SLIPWAY_KUBERNETES';

const ROUTES_AGAIN_MS = 60_000;

/** What a version has in a cluster, first what gets the requests. */
const KINDS = [
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['v1', 'Service'],
  ['apps/v1', 'Deployment'],
] as const;

interface Planned extends PlannedWorkload {
  manifests: Manifest[];
  port: number;
}

/**
 * KubernetesRuntime runs versions in a cluster: it applies their manifests on the server and reads back how they stand. What Kubernetes does itself
 * (starting pods again, rolling, scaling) is left to it.
 */
export class KubernetesRuntime implements ServingRuntime {
  readonly kind = 'kubernetes';
  private owner: Promise<string> | null = null;
  private readonly appliedRoutes = new Map<string, { digest: string; atMs: number }>();

  constructor(
    private readonly kit: Kit,
    private readonly rows: WorkloadRows,
  ) {}

  async reconcile(wanted: readonly WantedReplicas[], now: Date): Promise<Reconciled> {
    if (wanted.length === 0 && (await this.rows.workloads.all()).length === 0) return { started: 0, ended: 0 };
    if (this.kit.settings.kubernetesFile === null) {
      for (const one of wanted) await this.rows.workloads.refuse(one, NO_CLUSTER, now);
      return { started: 0, ended: 0 };
    }
    const settings = readClusterSettings(this.kit.settings);
    const cluster = new Cluster(settings);
    const owner = await (this.owner ??= engineOwner(this.kit.db));
    const orchestrator = this.orchestrator(cluster, settings, owner, now);
    const done = await reconcileWorkloads('kubernetes', orchestrator, this.rows, wanted, now);
    if (settings.httpRoute !== null) await this.routeByGateway(cluster, settings, owner, wanted, now);
    return done;
  }

  /** manifestsOf are what a cluster would get for some versions, whether there is a cluster or not. */
  async manifestsOf(wanted: readonly WantedReplicas[]): Promise<{ namespace: string; manifests: Manifest[] }> {
    const settings = readClusterSettings(this.kit.settings);
    const owner = await engineOwner(this.kit.db);
    const plans = await Promise.all(wanted.map((one) => this.planned(one, owner, settings)));
    const manifests = [...plans.flatMap((plan) => plan.manifests), ...httpRoutes(plans, owner, settings)];
    return { namespace: settings.namespace, manifests };
  }

  /** Pods keep their logs in the cluster, which has tools for them. */
  lastLog(): Promise<string> {
    return Promise.resolve('');
  }

  async capacity(): Promise<Capacity> {
    const unknown = { runtime: 'kubernetes' as const, cpus: null, memoryMb: null, givesGpus: false };
    if (this.kit.settings.kubernetesFile === null) return { ...unknown, isReachable: false, detail: NO_CLUSTER };
    try {
      const settings = readClusterSettings(this.kit.settings);
      await new Cluster(settings).list('apps/v1', 'Deployment', OWNER);
      return { ...unknown, isReachable: true, detail: `namespace ${settings.namespace}` };
    } catch (error) {
      return { ...unknown, isReachable: false, detail: errorText(error) };
    }
  }

  private orchestrator(cluster: Cluster, settings: ClusterSettings, owner: string, now: Date): Orchestrator<Planned> {
    const deployments = new Map<string, SeenObject>();
    return {
      plan: (wanted) => this.planned(wanted, owner, settings),
      seen: async () => {
        for (const one of await cluster.list('apps/v1', 'Deployment', `${OWNER}=${owner}`))
          deployments.set(one.metadata.name, one);
        return new Set(deployments.keys());
      },
      apply: (plan) => applyTo(cluster, settings, plan),
      remove: async (name) => {
        for (const [apiVersion, kind] of KINDS)
          await cluster.remove({ apiVersion, kind, metadata: { name, namespace: settings.namespace, labels: {} } });
      },
      readBack: (rows) => this.readBack(cluster, deployments, rows, now),
    };
  }

  /** Weights are applied as soon as they differ from what was applied last, and all of them once a minute; a route whose endpoint is gone goes too. */
  private async routeByGateway(
    cluster: Cluster,
    settings: ClusterSettings,
    owner: string,
    wanted: readonly WantedReplicas[],
    now: Date,
  ): Promise<void> {
    const plans = await Promise.all(
      wanted.map(async (one) => ({ wanted: one, port: (await recipeOf(one, this.kit.settings)).port })),
    );
    const routes = new Map(httpRoutes(plans, owner, settings).map((one) => [one.metadata.name, one]));
    for (const [name, route] of routes) {
      const digest = JSON.stringify(route);
      const applied = this.appliedRoutes.get(name);
      if (applied?.digest === digest && now.getTime() - applied.atMs < ROUTES_AGAIN_MS) continue;
      await cluster.apply(route);
      this.appliedRoutes.set(name, { digest, atMs: now.getTime() });
    }
    for (const seen of await cluster.list(HTTP_ROUTE.apiVersion, HTTP_ROUTE.kind, `${OWNER}=${owner}`)) {
      const { name } = seen.metadata;
      const route = routes.get(name);
      if (route === undefined) {
        await cluster.remove({ ...HTTP_ROUTE, metadata: { name, namespace: settings.namespace, labels: {} } });
        this.appliedRoutes.delete(name);
        continue;
      }
      const detail = routeRefusal(seen);
      if (detail === null) continue;
      for (const one of wanted.filter(({ endpoint }) => endpoint === route.metadata.labels['slipway.io/endpoint']))
        await this.rows.workloads.update(workloadName(one), { detail });
    }
  }

  private async planned(wanted: WantedReplicas, owner: string, cluster: ClusterSettings): Promise<Planned> {
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

  private async readBack(
    cluster: Cluster,
    seen: ReadonlyMap<string, SeenObject>,
    rows: readonly WorkloadRecord[],
    now: Date,
  ): Promise<void> {
    for (const { name, appliedDigest } of rows) {
      const deployment = seen.get(name) as DeploymentStatus | undefined;
      if (deployment === undefined) continue;
      const isWhole = (deployment.status?.readyReplicas ?? 0) >= (deployment.spec?.replicas ?? 1);
      const pods = isWhole ? [] : await cluster.list('v1', 'Pod', `${WORKLOAD}=${name}`);
      const { detail, ...rest } = readWorkload(deployment, pods as PodStatus[]);
      // Why the last manifests were refused stays told while the former ones answer.
      await this.rows.workloads.update(name, { ...rest, ...(appliedDigest !== null && { detail }), seenAt: now });
    }
  }
}

async function applyTo(cluster: Cluster, settings: ClusterSettings, { wanted, name, manifests, port }: Planned) {
  for (const manifest of manifests) await cluster.apply(manifest);
  if (wanted.container.podAutoscaler === null)
    await cluster.remove({ ...manifests[0]!, apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' });
  const address = workloadAddress(settings, name, port);
  return { namespace: settings.namespace, address, detail: 'its pods are starting' };
}
