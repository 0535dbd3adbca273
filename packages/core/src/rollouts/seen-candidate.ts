import type { SeenRow } from '../serving/index.js';
import type { RolloutRow } from './rollouts.repository.js';

type Candidate = Pick<RolloutRow, 'toModel' | 'toVersion'>;

/**
 * candidateFailure is why a gateway cannot run the candidate; null while none says so. What was reported by a config from before this rollout
 * says nothing about it.
 */
export function candidateFailure(
  seen: readonly SeenRow[],
  row: Candidate & Pick<RolloutRow, 'firstConfig'>,
): string | null {
  const failed = seen
    .filter(({ configNumber }) => configNumber >= row.firstConfig)
    .flatMap(({ variants }) => variants)
    .find((variant) => isCandidate(variant, row) && variant.state === 'failed');
  return failed === undefined ? null : (failed.detail ?? 'its process failed');
}

/** seenBp is the candidate's weight once every live gateway answers by the wanted config with the candidate ready; null until then. */
export function seenBp(seen: readonly SeenRow[], row: Candidate & Pick<RolloutRow, 'wantedBp'>): number | null {
  const runsIt = seen.every(
    ({ configNumber, wantedConfig, variants }) =>
      configNumber >= wantedConfig &&
      variants.some((variant) => isCandidate(variant, row) && variant.state === 'ready'),
  );
  return seen.length > 0 && runsIt ? row.wantedBp : null;
}

const isCandidate = ({ role, model, version }: SeenRow['variants'][number], row: Candidate): boolean =>
  role !== 'stable' && model === row.toModel && version === row.toVersion;
