import { ContainerSpec, type BodyOf, type endpointTable } from '@slipway/contracts';
import { toJson } from '../kernel/db.js';
import { SlipwayError } from '../kernel/errors.js';
import { requireListed } from './runtimes/operator-images.js';
import type { EndpointRow } from './serving.repository.js';

type Asked = Partial<BodyOf<(typeof endpointTable)['createEndpoint']>> &
  BodyOf<(typeof endpointTable)['updateEndpoint']>;

/**
 * settingsAsked turns what a caller asked for into columns. A runtime docker without a container gets its defaults; a container without that
 * runtime is refused, and so is an image that the operator does not list (`image_unknown`).
 */
export function settingsAsked(asked: Asked, runtimeNow: string, imagesFile: string | null) {
  const { description, sampleRate, logRowsPerSecond, limits, cacheSeconds, batchRows, batchDelayMs } = asked;
  const { runtime, replicaChoice, pricePerReplicaHour } = asked;
  const isDocker = (runtime ?? runtimeNow) === 'docker';
  if (asked.container !== undefined && !isDocker)
    throw new SlipwayError('invalid_request', 'A container belongs to the runtime docker.', [
      { path: 'container', message: 'only for the runtime docker' },
    ]);
  const container =
    asked.container ?? (runtime === 'docker' && runtimeNow !== 'docker' ? ContainerSpec.parse({}) : undefined);
  if (container !== undefined) requireListed(container.image, imagesFile);
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

/** settingsOf is what an endpoint is set to now, for the log. */
export function settingsOf(row: EndpointRow) {
  const { description, sampleRate, logRowsPerSecond, limits, cacheSeconds, batchRows, batchDelayMs } = row;
  const { runtime, container, replicaChoice, pricePerReplicaHour } = row;
  const traffic = { description, sampleRate, logRowsPerSecond, limits, cacheSeconds, batchRows, batchDelayMs };
  return { ...traffic, runtime, container, replicaChoice, pricePerReplicaHour };
}
