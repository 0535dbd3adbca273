import type { Rollout } from '@slipway/contracts';
import { systemActor, type Core, type JobContext } from '../src/index.js';

/** takeLook makes one pass over a rollout, as a worker does each second, and reads the rollout; `commit` may be one that dies. */
export async function takeLook(
  core: Core,
  { id }: Pick<Rollout, 'id'>,
  commit: JobContext['commit'] = (work) => core.kit.db.transaction(work),
): Promise<Rollout> {
  const actor = systemActor('default');
  await core.rollouts.reconcile({ rolloutId: id }, { actor, commit } as JobContext);
  return core.rollouts.getRollout(actor, { params: { id } });
}
