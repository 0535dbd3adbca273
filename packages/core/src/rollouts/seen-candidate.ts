import type { SeenRow } from '../serving/index.js';
import { armsOf, type RolloutRow } from './rollouts.repository.js';

/** Named is a version that gateways report of. */
interface Named {
  model: string;
  version: number;
}

/**
 * candidateFailure is why a gateway cannot run a candidate; null while none says so. What was reported by a config from before this rollout
 * says nothing about it.
 */
export function candidateFailure(
  seen: readonly SeenRow[],
  { firstConfig }: Pick<RolloutRow, 'firstConfig'>,
  candidate: Named,
): string | null {
  const failed = seen
    .filter(({ configNumber }) => configNumber >= firstConfig)
    .flatMap(({ variants }) => variants)
    .find((variant) => isOf(variant, candidate) && variant.state === 'failed');
  return failed === undefined ? null : (failed.detail ?? 'its process failed');
}

/** seenBp is the candidates' weight once every live gateway answers by the wanted config with all of them ready; null until then. */
export function seenBp(
  seen: readonly SeenRow[],
  row: Pick<RolloutRow, 'toModel' | 'toVersion' | 'wantedBp' | 'arms'>,
): number | null {
  const inPlay = armsOf(row).filter(({ dropped }) => dropped === null);
  const candidates = inPlay.length === 0 ? [{ model: row.toModel, version: row.toVersion }] : inPlay;
  const runsThem = seen.every(
    ({ configNumber, wantedConfig, variants }) =>
      configNumber >= wantedConfig &&
      candidates.every((candidate) =>
        variants.some((variant) => isOf(variant, candidate) && variant.state === 'ready'),
      ),
  );
  return seen.length > 0 && runsThem ? row.wantedBp : null;
}

const isOf = ({ role, ...variant }: SeenRow['variants'][number], { model, version }: Named): boolean =>
  role !== 'stable' && variant.model === model && variant.version === version;
