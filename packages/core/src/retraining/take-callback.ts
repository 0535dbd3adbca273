import type { TrainingCallback } from '@slipway/contracts';
import type { ArtifactsService } from '../artifacts/index.js';
import { SlipwayError } from '../kernel/errors.js';
import { wake } from '../kernel/jobs/enqueue.js';
import type { Kit } from '../kernel/kit.js';
import { isSignedBy } from './callback-signature.js';
import { requireTrainer } from './operator-trainers.js';
import type { TrainingRunRow } from './retraining.repository.js';
import { signingKeyOf } from './run-pipeline.js';
import { TrainingCallsRepository } from './training-calls.repository.js';

const MOST_SKEW_MS = 300_000;

/**
 * takeCallback stores what a pipeline says of a run, once, and wakes the run: the same said again changes nothing. A wrong signature or an old one is `forbidden`,
 * a delivery that nobody waits for `conflict`, a model that was not uploaded `blob_missing`.
 */
export async function takeCallback(
  { kit, artifacts }: { kit: Kit; artifacts: ArtifactsService },
  row: TrainingRunRow,
  callback: TrainingCallback,
): Promise<void> {
  const trainer = requireTrainer(kit.settings, row.trainer);
  if (trainer.kind !== 'pipeline')
    throw new SlipwayError('conflict', `${row.trainer} is no pipeline: its runs wait for no callback.`);
  if (!isSignedBy(signingKeyOf(trainer), row.id, callback))
    throw new SlipwayError('forbidden', 'The signature is not of the signing key of this trainer.');
  const now = kit.clock.now();
  if (Math.abs(now.getTime() - Date.parse(callback.at)) > MOST_SKEW_MS)
    throw new SlipwayError('forbidden', 'The signature is older than five minutes, or from the future.');
  if (callback.status === 'succeeded' && callback.modelDigest === undefined)
    throw new SlipwayError('invalid_request', 'A run that succeeded names the model that it uploaded.', [
      { path: 'modelDigest', message: 'is wanted' },
    ]);
  if (callback.modelDigest !== undefined) await artifacts.requireBlob(callback.modelDigest);
  const calls = new TrainingCallsRepository(kit.db);
  await kit.db.transaction(async (tx) => {
    await wake(tx, row.jobId);
    if (await calls.answer(tx, row.id, callback, now)) return;
    const known = await calls.find(row.id, tx);
    const isSame =
      known?.answer?.delivery === callback.delivery &&
      known.answer.status === callback.status &&
      known.answer.modelDigest === callback.modelDigest;
    if (!isSame) throw new SlipwayError('conflict', 'This training run does not wait for this callback.');
  });
}
