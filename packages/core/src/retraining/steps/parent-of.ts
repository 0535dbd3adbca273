import type { ModelVersion } from '@slipway/contracts';
import { stableOf } from '../../serving/index.js';
import type { StepContext } from './step.js';

/** parentOf is the version that serves now, which the new one shall succeed; null for a run without endpoint. */
export async function parentOf({
  deps,
  job,
  row,
}: Pick<StepContext, 'deps' | 'job' | 'row'>): Promise<ModelVersion | null> {
  if (row.endpoint === null) return null;
  const endpoint = await deps.serving.requireEndpoint(job.actor, row.endpoint);
  const { versionId } = stableOf(await deps.serving.currentConfig(endpoint));
  return deps.registry.versionById(versionId);
}
