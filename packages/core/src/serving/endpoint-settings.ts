import { ContainerSpec, type BodyOf, type endpointTable, type Runtime } from '@slipway/contracts';
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
  const { runtime, replicaChoice, pricePerReplicaHour } = asked;
  const runsOn = runtime ?? (runtimeNow as Runtime);
  const becomesBoxed = runsOn !== 'embedded' && runtimeNow === 'embedded';
  const container = asked.container ?? (becomesBoxed ? ContainerSpec.parse({}) : undefined);
  requireFittingContainer(runsOn, container, 'container', imagesFile);
  return {
    ...(description !== undefined && { description }),
    ...(sampleRate !== undefined && { sampleRate }),
    ...(logRowsPerSecond !== undefined && { logRowsPerSecond }),
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
  const { runtime, container, replicaChoice, pricePerReplicaHour } = row;
  const traffic = { description, sampleRate, logRowsPerSecond, limits, cacheSeconds, batchRows, batchDelayMs };
  return { ...traffic, runtime, container, replicaChoice, pricePerReplicaHour };
}
