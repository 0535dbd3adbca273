import { ContainerSpec, type BodyOf, type endpointTable, type Runtime, type VersionSchema } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { toJson } from '../kernel/db.js';
import { SlipwayError } from '../kernel/errors.js';
import { requireListed } from './runtimes/operator-images.js';
import type { EndpointRow } from './serving.repository.js';

type Asked = Partial<BodyOf<(typeof endpointTable)['createEndpoint']>> &
  BodyOf<(typeof endpointTable)['updateEndpoint']>;

/**
 * settingsAsked turns what a caller asked for into columns. A runtime with containers gets the defaults of one where none is said; what does not
 * fit is refused.
 */
export function settingsAsked(asked: Asked, runtimeNow: string, imagesFile: string | null) {
  const { description, sampleRate, logRowsPerSecond, limits, cacheSeconds, batchRows, batchDelayMs } = asked;
  const { runtime, replicaChoice, pricePerReplicaHour, redactions } = asked;
  const runsOn = runtime ?? (runtimeNow as Runtime);
  const becomesBoxed = runsOn !== 'embedded' && runtimeNow === 'embedded';
  const container = asked.container ?? (becomesBoxed ? ContainerSpec.parse({}) : undefined);
  requireFittingContainer(runsOn, container, 'container', imagesFile);
  return {
    ...(description !== undefined && { description }),
    ...(sampleRate !== undefined && { sampleRate }),
    ...(logRowsPerSecond !== undefined && { logRowsPerSecond }),
    ...(redactions !== undefined && { redactions: toJson(redactions) }),
    ...(limits !== undefined && { limits: toJson(limits) }),
    ...(cacheSeconds !== undefined && { cacheSeconds }),
    ...(batchRows !== undefined && { batchRows }),
    ...(batchDelayMs !== undefined && { batchDelayMs }),
    ...(runtime !== undefined && { runtime }),
    ...(container !== undefined && { container: toJson(container) }),
    ...(replicaChoice !== undefined && { replicaChoice }),
    ...(pricePerReplicaHour !== undefined && { pricePerReplicaHour }),
  };
}

/** requireAllowed refuses what this caller may not ask for, or what does not fit an endpoint with these features. */
export function requireAllowed(actor: Actor, asked: Asked, schema: Pick<VersionSchema, 'features'>): void {
  requireAdminForPublic(actor, asked);
  requireKnownFeatures(asked, schema);
}

/** requireKnownFeatures refuses a rule of the log for a feature that the endpoint does not take: a slip of the pen would keep what must not be kept. */
export function requireKnownFeatures({ redactions = [] }: Asked, { features }: Pick<VersionSchema, 'features'>): void {
  const errors = redactions.flatMap(({ feature }, at) =>
    feature === '*' || features.some(({ name }) => name === feature)
      ? []
      : [{ path: `redactions[${at}].feature`, message: `${feature} is not a feature of this endpoint` }],
  );
  if (errors.length > 0) throw new SlipwayError('invalid_request', `${errors[0]!.message}.`, errors);
}

/** requireAdminForPublic refuses an address that takes predictions from everybody, unless an admin asks for it. */
export function requireAdminForPublic({ kind, scopes }: Actor, { auth }: Pick<Asked, 'auth'>): void {
  if (auth !== 'public' || kind === 'system' || scopes.includes('admin')) return;
  throw new SlipwayError('forbidden', 'Only an admin may let everybody predict: ask one, or leave it to tokens.', [
    { path: 'auth', message: 'needs the scope admin' },
  ]);
}

/**
 * requireFittingContainer refuses a container without a runtime that has containers, an image that the operator does not list
 * (`image_unknown`), and what a runtime cannot give.
 */
export function requireFittingContainer(
  runtime: Runtime,
  container: ContainerSpec | undefined,
  path: string,
  imagesFile: string | null,
): void {
  if (container === undefined) return;
  const refuse = (field: string, text: string): never => {
    throw new SlipwayError('invalid_request', text, [{ path: field, message: text }]);
  };
  if (runtime === 'embedded') refuse(path, 'A container belongs to the runtimes docker, swarm and kubernetes.');
  if (runtime !== 'kubernetes' && container.podAutoscaler !== null)
    refuse(`${path}.podAutoscaler`, 'A HorizontalPodAutoscaler belongs to the runtime kubernetes.');
  if (runtime !== 'docker' && container.gpuMemoryMb !== null)
    refuse(`${path}.gpuMemoryMb`, 'Swarms and Kubernetes give whole GPUs only.');
  if (runtime === 'swarm' && container.image !== 'onnx')
    refuse(`${path}.image`, "In a swarm only Slipway's own image (onnx) fetches its model.");
  if (container.podAutoscaler !== null && container.podAutoscaler.maxReplicas < container.replicas)
    refuse(`${path}.podAutoscaler.maxReplicas`, 'The autoscaler has at least as many replicas as the container.');
  if (container.autoscale !== null && container.autoscale.maxReplicas < Math.max(1, container.autoscale.minReplicas))
    refuse(`${path}.autoscale.maxReplicas`, 'The maximum is at least the minimum.');
  if (container.autoscale !== null && container.podAutoscaler !== null)
    refuse(`${path}.autoscale`, 'Either Slipway or Kubernetes sets the replicas: leave one of the two out.');
  if (container.autoscale?.minReplicas === 0 && runtime === 'kubernetes')
    refuse(`${path}.autoscale.minReplicas`, 'In Kubernetes at least one pod stays.');
  requireListed(container.image, imagesFile);
}

/** settingsOf is what an endpoint is set to now, for the log. */
export function settingsOf(row: EndpointRow) {
  const { description, sampleRate, logRowsPerSecond, limits, cacheSeconds, batchRows, batchDelayMs } = row;
  const { runtime, container, replicaChoice, pricePerReplicaHour, redactions } = row;
  const traffic = { description, sampleRate, logRowsPerSecond, limits, cacheSeconds, batchRows, batchDelayMs };
  return { ...traffic, redactions, runtime, container, replicaChoice, pricePerReplicaHour };
}
