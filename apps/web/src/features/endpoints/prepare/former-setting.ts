import type { ContainerSpec, ServingEndpoint } from '@slipway/contracts';

/** EndpointSetting is what of an endpoint a measured setting changes: how the gateway joins rows, or size and number of its containers. */
export type EndpointSetting = Pick<ServingEndpoint, 'batchRows' | 'batchDelayMs' | 'container'>;

/** settingChange goes back to a former setting, and leaves alone what else of the containers changed since. */
export function settingChange(
  { batchRows, batchDelayMs, container: former }: EndpointSetting,
  { container: current }: EndpointSetting,
): Pick<ServingEndpoint, 'batchRows' | 'batchDelayMs'> | { container: ContainerSpec } {
  if (former === null || current === null) return { batchRows, batchDelayMs };
  return { container: { ...current, replicas: former.replicas, cpus: former.cpus } };
}
