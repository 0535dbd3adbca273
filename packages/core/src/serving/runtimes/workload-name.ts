import { createHash } from 'node:crypto';
import type { WantedReplicas } from '../runtime.js';

/** workloadName is the name of everything that a version behind an endpoint has in a cluster: a DNS label that no other version has. */
export function workloadName({ endpointId, versionId, endpoint }: WantedReplicas): string {
  const own = createHash('sha256').update(`${endpointId} ${versionId}`).digest('hex').slice(0, 10);
  return `slipway-${endpoint.slice(0, 40)}-${own}`;
}
