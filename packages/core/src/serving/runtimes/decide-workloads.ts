/** Gateways follow the table each second; pods stay for so long after they left it. */
const DRAIN_MS = 3_000;
/** Applying again finds what somebody removed or changed by hand. */
const APPLY_AGAIN_MS = 60_000;
const TRY_AGAIN_MS = 10_000;

/** WorkloadRow is a version in the cluster as its row knows it. */
export interface WorkloadRow {
  name: string;
  /** Digest of the manifests that the cluster took; null when it refused them. */
  appliedDigest: string | null;
  appliedAt: Date;
  drainingAt: Date | null;
}

/** WantedWorkload is what shall be there: its name, and the digest of its manifests. */
export interface WantedWorkload {
  name: string;
  digest: string;
}

/** WorkloadAct is one thing to do, with its reason. */
export type WorkloadAct =
  | { do: 'apply'; name: string }
  | { do: 'drain'; name: string; why: string }
  | { do: 'remove'; name: string };

/** WorkloadsNow is what is wanted, what the rows know and which workloads the cluster has. */
export interface WorkloadsNow {
  wanted: readonly WantedWorkload[];
  rows: readonly WorkloadRow[];
  seen: ReadonlySet<string>;
  now: Date;
}

/**
 * decideWorkloads says what to do in a cluster: new or changed manifests are applied at once, refused ones again after 10 s, all once a minute, and
 * at once what somebody removed; what nobody wants drains 3 s, then goes; what no row knows goes too.
 */
export function decideWorkloads({ wanted, rows, seen, now }: WorkloadsNow): WorkloadAct[] {
  const byName = new Map(rows.map((row) => [row.name, row]));
  const names = new Set(wanted.map(({ name }) => name));
  const since = (at: Date): number => now.getTime() - at.getTime();
  const applies = wanted.filter(({ name, digest }) => {
    const row = byName.get(name);
    if (row === undefined || row.drainingAt !== null) return true;
    if (row.appliedDigest === null) return since(row.appliedAt) >= TRY_AGAIN_MS;
    return row.appliedDigest !== digest || !seen.has(name) || since(row.appliedAt) >= APPLY_AGAIN_MS;
  });
  const leaving = rows.filter(({ name }) => !names.has(name));
  return [
    ...applies.map(({ name }): WorkloadAct => ({ do: 'apply', name })),
    ...leaving.flatMap(({ name, drainingAt }): WorkloadAct[] => {
      if (drainingAt === null) return [{ do: 'drain', name, why: 'the version is not served here any more' }];
      return since(drainingAt) < DRAIN_MS ? [] : [{ do: 'remove', name }];
    }),
    ...[...seen]
      .filter((name) => !byName.has(name) && !names.has(name))
      .map((name): WorkloadAct => ({ do: 'remove', name })),
  ];
}

/** DeploymentStatus is what is read of a Deployment, as its API says it. */
export interface DeploymentStatus {
  spec?: { replicas?: number };
  status?: {
    readyReplicas?: number;
    conditions?: { type: string; status: string; reason?: string; message?: string }[];
  };
}

/** PodStatus is what is read of a pod that is not ready. */
export interface PodStatus {
  status?: {
    conditions?: { type: string; status: string; reason?: string; message?: string }[];
    initContainerStatuses?: { state?: { waiting?: { reason?: string; message?: string } } }[];
    containerStatuses?: { state?: { waiting?: { reason?: string; message?: string } } }[];
  };
}

/** SeenWorkload is how a version stands in the cluster, in Slipway's words. */
export interface SeenWorkload {
  state: 'starting' | 'ready' | 'failed';
  detail: string | null;
  wantedReplicas: number;
  readyReplicas: number;
}

/** readWorkload tells how a Deployment stands: ready with any pod that answers, failed when the cluster gave up, with the first cause that it names. */
export function readWorkload({ spec, status }: DeploymentStatus, pods: readonly PodStatus[]): SeenWorkload {
  const wantedReplicas = spec?.replicas ?? 1;
  const readyReplicas = status?.readyReplicas ?? 0;
  const failed = (status?.conditions ?? []).find(
    ({ type, status: is }) =>
      (type === 'ReplicaFailure' && is === 'True') || (type === 'Progressing' && is === 'False'),
  );
  const cause = pods.map(causeOf).find((one) => one !== null) ?? null;
  const why = cause ?? (failed === undefined ? null : `${failed.reason}: ${failed.message}`);
  if (readyReplicas > 0)
    return {
      state: 'ready',
      detail: readyReplicas < wantedReplicas ? (why ?? `${readyReplicas} of ${wantedReplicas} pods are ready`) : null,
      wantedReplicas,
      readyReplicas,
    };
  const state = failed === undefined ? 'starting' : 'failed';
  return { state, detail: why ?? 'its pods are starting', wantedReplicas, readyReplicas };
}

/** What holds a pod up: no node that takes it, or a container that waits for something else than its turn. */
function causeOf({ status }: PodStatus): string | null {
  const unscheduled = status?.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  if (unscheduled !== undefined) return `${unscheduled.reason}: ${unscheduled.message}`;
  const waiting = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
    .map(({ state }) => state?.waiting)
    .find((one) => one?.reason !== undefined && !['PodInitializing', 'ContainerCreating'].includes(one.reason));
  return waiting === undefined ? null : `${waiting.reason}: ${waiting.message ?? ''}`.replace(/: $/, '');
}
