import { ContainerSpec, type Runtime } from '@slipway/contracts';
import { errorText } from '../../kernel/log.js';
import type { ContainersRepository } from '../containers.repository.js';
import type { Reconciled, WantedReplicas } from '../runtime.js';
import type { AppliedWorkload, WorkloadRecord, WorkloadsRepository } from '../workloads.repository.js';
import { decideWorkloads } from './decide-workloads.js';
import { workloadName } from './workload-name.js';

/** PlannedWorkload is a version with all that it needs to run elsewhere; another digest is another way to run. */
export interface PlannedWorkload {
  wanted: WantedReplicas;
  name: string;
  digest: string;
  protocol: WorkloadRecord['spec']['protocol'];
}

/** Orchestrator is a product that keeps workloads running by itself, once it was told of them. */
export interface Orchestrator<Plan extends PlannedWorkload> {
  /** What a version needs there; what cannot run there throws why. */
  plan(wanted: WantedReplicas): Promise<Plan>;
  /** Names of the workloads of this installation that are there. */
  seen(): Promise<ReadonlySet<string>>;
  /** Makes it so; applying again changes nothing. What is refused throws why. */
  apply(plan: Plan): Promise<Pick<AppliedWorkload, 'namespace' | 'address' | 'detail'>>;
  /** Takes a workload away; one that is gone is fine. */
  remove(name: string): Promise<void>;
  /** Writes into the rows how their workloads stand. */
  readBack(rows: readonly WorkloadRecord[]): Promise<void>;
}

/** WorkloadRows are what a pass reads and writes. */
export interface WorkloadRows {
  containers: ContainersRepository;
  workloads: WorkloadsRepository;
}

/**
 * reconcileWorkloads is one pass from wanted to seen: what gateways still answer by goes on, what cannot be planned now runs as it runs and says why, and
 * everything else is as decideWorkloads has it. A product that does not answer throws why; versions that are new say it too, the others go on.
 */
export async function reconcileWorkloads<Plan extends PlannedWorkload>(
  runtime: Exclude<Runtime, 'embedded'>,
  orchestrator: Orchestrator<Plan>,
  { containers, workloads }: WorkloadRows,
  wanted: readonly WantedReplicas[],
  now: Date,
): Promise<Reconciled> {
  const rows = await workloads.all();
  const names = new Set(wanted.map(workloadName));
  const routed = await containers.stillRouted(runtime);
  const kept = rows.filter(
    ({ name, spec }) => !names.has(name) && routed.has(`${spec.endpointId} ${spec.model} ${spec.version}`),
  );
  const plans = new Map<string, Plan>();
  const untouched = new Set<string>();
  for (const asked of [...wanted, ...kept.map(({ spec }) => spec)]) {
    // What was stored before a setting was known has its default.
    const one = { ...asked, container: { ...ContainerSpec.parse({}), ...asked.container } };
    const plan = await orchestrator.plan(one).catch((error: unknown) => errorText(error));
    if (typeof plan !== 'string') plans.set(plan.name, plan);
    else {
      untouched.add(workloadName(one));
      await workloads.refuse(one, plan, now);
    }
  }
  const seen = await orchestrator.seen().catch(async (error: unknown) => {
    const known = new Set(rows.map(({ name }) => name));
    for (const one of wanted) if (!known.has(workloadName(one))) await workloads.refuse(one, errorText(error), now);
    throw error;
  });
  const acts = decideWorkloads({
    wanted: [...plans.values()],
    rows: rows.filter(({ name }) => !untouched.has(name)),
    seen: new Set([...seen].filter((name) => !untouched.has(name))),
    now,
  });
  for (const act of acts) {
    if (act.do === 'apply') await apply(plans.get(act.name)!);
    else if (act.do === 'drain')
      await workloads.update(act.name, { state: 'draining', detail: act.why, drainingAt: now });
    else {
      await orchestrator.remove(act.name);
      await workloads.remove(act.name);
    }
  }
  await orchestrator.readBack((await workloads.all()).filter(({ drainingAt }) => drainingAt === null));
  const count = (kind: string): number => acts.filter((act) => act.do === kind).length;
  return { started: count('apply'), ended: count('remove') };

  async function apply(plan: Plan): Promise<void> {
    const { wanted: one, name, digest, protocol } = plan;
    const spec = { ...one, protocol };
    try {
      const placed = await orchestrator.apply(plan);
      const wantedReplicas = one.container.replicas;
      await workloads.saveApplied({ ...placed, spec, name, appliedDigest: digest, appliedAt: now, wantedReplicas });
    } catch (error) {
      await workloads.saveRefused(name, spec, errorText(error), now);
    }
  }
}
