import type { EndpointLogs, ReplicaLog, VariantRole, VariantRuntime } from '@slipway/contracts';
import type { ReplicaRow } from './containers.repository.js';
import type { ConfigVariant } from './route.js';
import type { SeenRow, SeenVariant } from './serving.repository.js';
import type { WorkloadRecord } from './workloads.repository.js';

/** ServingNow is what is routed to, and all that is known to run it. */
export interface ServingNow {
  variants: readonly ConfigVariant[];
  runtimeOf: (versionId: string) => VariantRuntime;
  seen: readonly SeenRow[];
  /** Newest first, live ones before those that ended. */
  containers: readonly ReplicaRow[];
  workloads: readonly WorkloadRecord[];
}

/**
 * endpointLogs puts the newest lines of all replicas side by side: containers that live (the last one that ended, for a routed version without
 * any), what gateways run themselves, and workloads, whose products keep the lines.
 */
export function endpointLogs(now: ServingNow, lines: number): EndpointLogs {
  const roleOf = (versionId: string): VariantRole | null =>
    now.variants.find((variant) => variant.versionId === versionId)?.role ?? null;
  const items = [
    ...servingContainers(now).map((row) => containerLog(row, roleOf(row.versionId), lines)),
    ...now.workloads.map((row) => workloadLog(row, roleOf(row.versionId), lines)),
    ...now.seen.flatMap(({ gateway, variants }) =>
      variants.flatMap((variant) => {
        const runtime = runtimeOfSeen(now, variant);
        return runtime === 'embedded' || runtime === 'external' ? [gatewayLog(gateway, variant, runtime)] : [];
      }),
    ),
  ];
  const why =
    items.length > 0
      ? null
      : 'Nothing runs for this endpoint yet: no gateway has reported it, and it has no container.';
  return { items, why };
}

function servingContainers({ variants, runtimeOf, containers }: ServingNow): ReplicaRow[] {
  const live = containers.filter(({ endedAt }) => endedAt === null);
  const gone = variants.flatMap(({ versionId }) => {
    if (runtimeOf(versionId) !== 'docker' || live.some((row) => row.versionId === versionId)) return [];
    return containers.find((row) => row.versionId === versionId) ?? [];
  });
  return [...live, ...gone];
}

function containerLog(row: ReplicaRow, role: VariantRole | null, lines: number): ReplicaLog {
  const { model, version } = row.spec;
  const printed = row.log.split(/\r?\n/);
  if (printed.at(-1) === '') printed.pop();
  return {
    runtime: 'docker',
    id: row.id,
    role,
    model,
    version,
    state: row.state as ReplicaLog['state'],
    detail: row.detail,
    restarts: null,
    lines: printed.slice(-lines),
    why: printed.length === 0 ? 'The container has printed nothing, or was not looked at yet.' : null,
  };
}

function workloadLog(row: WorkloadRecord, role: VariantRole | null, lines: number): ReplicaLog {
  const { model, version } = row.spec;
  const command =
    row.runtime === 'swarm'
      ? `docker service logs --tail ${lines} ${row.name}`
      : `kubectl -n ${row.namespace} logs deployment/${row.name} --tail=${lines}`;
  return {
    runtime: row.runtime as VariantRuntime,
    id: row.name,
    role,
    model,
    version,
    state: row.state as ReplicaLog['state'],
    detail: row.detail,
    restarts: null,
    lines: [],
    // A workload that was refused has no place.
    why:
      row.namespace === ''
        ? 'It was never started, so it has no log.'
        : `Its replicas keep their logs where they run: ${command}`,
  };
}

function gatewayLog(gateway: string, seen: SeenVariant, runtime: 'embedded' | 'external'): ReplicaLog {
  const { model, version, detail, restarts } = seen;
  return {
    runtime,
    id: gateway,
    role: seen.role as VariantRole,
    model,
    version,
    state: seen.state as ReplicaLog['state'],
    detail,
    restarts,
    lines: [],
    why:
      runtime === 'embedded'
        ? 'A gateway runs it itself and keeps no log for each version: state, restarts and detail are all there is.'
        : 'It runs elsewhere, and its log is kept there.',
  };
}

/** Gateways of earlier releases do not tell where a variant runs; then it runs as its version is wanted to. */
function runtimeOfSeen({ variants, runtimeOf }: ServingNow, { runtime, model, version }: SeenVariant): string {
  if (runtime !== undefined) return runtime;
  const wanted = variants.find((variant) => variant.model === model && variant.version === version);
  return wanted === undefined ? 'embedded' : runtimeOf(wanted.versionId);
}
