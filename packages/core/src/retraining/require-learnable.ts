import type { Actor } from '../kernel/actor.js';
import { refuseRedacted, type ServingService } from '../serving/index.js';

/** requireLearnable returns the endpoint from whose rows shall be learned, or refuses: `not_found`, `conflict` where its log does not keep them as they came. */
export async function requireLearnable(
  serving: Pick<ServingService, 'requireEndpoint'>,
  actor: Actor,
  name: string,
): Promise<Awaited<ReturnType<ServingService['requireEndpoint']>>> {
  const endpoint = await serving.requireEndpoint(actor, name);
  refuseRedacted(endpoint, 'nothing can be learned from its rows; train on a dataset');
  return endpoint;
}
