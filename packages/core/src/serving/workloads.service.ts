import { ContainerSpec, type Manifests, type Workload } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import type { Kit } from '../kernel/kit.js';
import { claimLease } from '../kernel/lease.js';
import { ContainersRepository } from './containers.repository.js';
import type { Capacity, Reconciled } from './runtime.js';
import { KubernetesRuntime } from './runtimes/kubernetes.js';
import { SwarmRuntime } from './runtimes/swarm.js';
import type { ServingService } from './serving.service.js';
import { WorkloadsRepository, workloadsOf, type WorkloadRecord, type WorkloadRuntime } from './workloads.repository.js';

const leases: Readonly<Record<WorkloadRuntime, string>> = { kubernetes: 'serving.workloads', swarm: 'serving.swarm' };
/** A pass may wait for an API that does not answer. */
const LEASE_SECONDS = 60;

type Named = { params: { name: string } };

/** WorkloadsService brings a Kubernetes cluster and a Docker swarm to what endpoints want, shows what runs there, and exports what would. */
export class WorkloadsService {
  private readonly containers: ContainersRepository;
  private readonly kubernetes: KubernetesRuntime;
  private readonly swarm: SwarmRuntime;

  constructor(
    private readonly kit: Kit,
    private readonly deps: { serving: ServingService },
  ) {
    this.containers = new ContainersRepository(kit.db);
    const rows = (runtime: WorkloadRuntime) => ({
      containers: this.containers,
      workloads: new WorkloadsRepository(kit.db, runtime),
    });
    this.kubernetes = new KubernetesRuntime(kit, rows('kubernetes'));
    this.swarm = new SwarmRuntime(kit, rows('swarm'));
  }

  /** reconcile is one pass under a lease, by which one worker at a time talks to the cluster or the swarm; null while another one does. */
  async reconcile(runtime: WorkloadRuntime, holder: string): Promise<Reconciled | null> {
    if ((await claimLease(this.kit.db, leases[runtime], holder, LEASE_SECONDS)) === null) return null;
    return this[runtime].reconcile(await this.containers.wanted(runtime), this.kit.clock.now());
  }

  /** capacity says whether a cluster or a swarm is there, and what to do where it is not. */
  capacity(runtime: WorkloadRuntime): Promise<Capacity> {
    return this[runtime].capacity();
  }

  /** listWorkloads lists what a cluster and a swarm run for an endpoint. */
  async listWorkloads(actor: Actor, { params }: Named): Promise<{ items: Workload[] }> {
    const { id } = await this.deps.serving.requireEndpoint(actor, params.name);
    return { items: (await workloadsOf(this.kit.db, id)).map(workloadView) };
  }

  /** exportManifests returns what a cluster would get for an endpoint's versions, as YAML; an endpoint without containers gets those of the defaults. */
  async exportManifests(actor: Actor, { params }: Named): Promise<Manifests> {
    const row = await this.deps.serving.requireEndpoint(actor, params.name);
    const { variants } = await this.deps.serving.currentConfig(row);
    const container = ContainerSpec.parse(row.container ?? {});
    const wanted = await this.containers.withFiles(
      variants.map(({ versionId, model, version, weightBp }) => ({
        workspaceId: row.workspaceId,
        endpointId: row.id,
        endpoint: row.name,
        versionId,
        model,
        version,
        container,
        weightBp,
      })),
    );
    const { namespace, manifests } = await this.kubernetes.manifestsOf(wanted);
    const { dumpYaml } = await import('@kubernetes/client-node');
    return { namespace, yaml: manifests.map((one) => dumpYaml(one)).join('---\n') };
  }
}

function workloadView(row: WorkloadRecord): Workload {
  const { spec, namespace, name, detail, wantedReplicas, readyReplicas, address, seenAt } = row;
  return {
    runtime: row.runtime as Workload['runtime'],
    model: spec.model,
    version: spec.version,
    namespace,
    name,
    state: row.state as Workload['state'],
    detail,
    wantedReplicas,
    readyReplicas,
    address,
    seenAt: seenAt?.toISOString() ?? null,
  };
}
