import type {
  ContainerSpec,
  EndpointStatus,
  Redaction,
  Replica,
  ReplicaChoice,
  Runtime,
  ServingEndpoint,
  TrafficLimits,
  Variant,
  VariantRole,
  VariantRuntime,
  VersionSchema,
  VariantState,
} from '@slipway/contracts';
import type { Deployments } from './containers.repository.js';
import type { ConfigVariant } from './route.js';
import type { EndpointState } from './endpoint-states.repository.js';
import type { EndpointRow, SeenRow } from './serving.repository.js';

/** endpointView puts what is wanted beside what live gateways report. */
export function endpointView(
  row: EndpointRow,
  { config, seen, activeRolloutId }: EndpointState,
  deployments: Deployments,
  gatewayUrl: string,
): ServingEndpoint {
  const variants = config.variants.map((variant): Variant => {
    const { runtime } = deployments.get(`${row.id} ${variant.versionId}`) ?? row;
    return { ...variant, runtime: runtime as VariantRuntime, ...seenState(variant, config.number, seen) };
  });
  return {
    name: row.name,
    description: row.description,
    runtime: row.runtime as Runtime,
    container: row.runtime !== 'embedded' ? (row.container as ContainerSpec) : null,
    replicaChoice: row.replicaChoice as ReplicaChoice,
    pricePerReplicaHour: row.pricePerReplicaHour,
    auth: row.auth as ServingEndpoint['auth'],
    sampleRate: row.sampleRate,
    logRowsPerSecond: row.logRowsPerSecond,
    redactions: row.redactions as unknown as Redaction[],
    limits: row.limits as unknown as TrafficLimits,
    cacheSeconds: row.cacheSeconds,
    batchRows: row.batchRows,
    batchDelayMs: row.batchDelayMs,
    status: statusOf(variants, seen.length > 0),
    configNumber: row.configNumber,
    seenConfigNumber: seen.length === 0 ? null : Math.min(...seen.map(({ configNumber }) => configNumber)),
    variants,
    schema: row.schema as unknown as VersionSchema,
    activeRolloutId,
    lastChange: { at: config.createdAt.toISOString(), by: config.createdBy, why: config.why },
    predictUrl: `${gatewayUrl}/v1/endpoints/${row.name}/predict`,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** replicasOf lists each gateway's servers. */
export function replicasOf(seen: readonly SeenRow[]): Replica[] {
  return seen.flatMap(({ gateway, variants, seenAt }) =>
    variants.map((variant) => ({
      gateway,
      role: variant.role as VariantRole,
      model: variant.model,
      version: variant.version,
      state: variant.state as VariantState,
      where: variant.where,
      outstanding: variant.outstanding,
      restarts: variant.restarts,
      memoryBytes: variant.memoryBytes ?? null,
      detail: variant.detail,
      seenAt: seenAt.toISOString(),
    })),
  );
}

/** A gateway that answers by the same config means the same version, though it may still know its model by a former name. */
function seenState(
  wanted: ConfigVariant,
  configNumber: number,
  seen: readonly SeenRow[],
): { state: VariantState; detail: string | null } {
  const replicas = seen.flatMap((row) =>
    row.variants.filter(
      ({ role, model, version }) =>
        role === wanted.role &&
        version === wanted.version &&
        (model === wanted.model || row.configNumber === configNumber),
    ),
  );
  const failed = replicas.find(({ state }) => state === 'failed');
  if (failed !== undefined) return { state: 'failed', detail: failed.detail };
  if (replicas.length === 0 || replicas.some(({ state }) => state === 'starting'))
    return { state: 'starting', detail: replicas.find(({ detail }) => detail !== null)?.detail ?? null };
  const away = replicas.find(({ state }) => state === 'put_away');
  return away === undefined ? { state: 'ready', detail: null } : { state: 'put_away', detail: away.detail };
}

function statusOf(variants: readonly Variant[], anyGateway: boolean): EndpointStatus {
  const stable = variants.find(({ role }) => role === 'stable');
  if (!anyGateway || stable === undefined || stable.state === 'starting') return 'starting';
  if (stable.state === 'failed') return 'down';
  return variants.every(({ state }) => canAnswer(state)) ? 'serving' : 'degraded';
}

/** canAnswer tells whether requests for a variant in this state get answers: what was put away is loaded for them. */
export const canAnswer = (state: VariantState): boolean => state === 'ready' || state === 'put_away';
