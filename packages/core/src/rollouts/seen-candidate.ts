import type { SeenRow } from '../serving/index.js';
import type { RolloutRow } from './rollouts.repository.js';

/** candidateFailure is why a gateway cannot run the candidate; null while none says so. */
export function candidateFailure(seen: readonly SeenRow[], row: RolloutRow): string | null {
  const candidates = seen.flatMap(({ variants }) => variants.filter((variant) => isCandidate(variant, row)));
  return candidates.find(({ state }) => state === 'failed')?.detail ?? null;
}

/** seenBp is the candidate's weight once every live gateway runs the candidate; null while one does not report it. */
export function seenBp(seen: readonly SeenRow[], row: RolloutRow): number | null {
  const runsIt = seen.every(({ variants }) => variants.some((variant) => isCandidate(variant, row)));
  return seen.length > 0 && runsIt ? row.wantedBp : null;
}

const isCandidate = ({ role, model, version }: SeenRow['variants'][number], row: RolloutRow): boolean =>
  role === 'candidate' && model === row.toModel && version === row.toVersion;
