import type { Route, RoutedVariant } from '@slipway/core';

interface Arm {
  requests: number;
  failures: number;
}

interface Arms {
  stable: Arm;
  byCandidate: Map<string, Arm>;
}

/** By config: only under the same weights can versions be compared. */
type Tally = Map<number, Arms>;

const MOST_ROLLOUTS = 1_000;

/**
 * BlastRadius is what a gateway enforces by itself during a rollout, also while nobody else can be asked: a candidate gets no more
 * traffic once it failed `badRequestBudget` times more than stable would have (at thetaHarm times its rate), or when its first `failFirst`
 * requests all failed. Of several candidates each has a budget of its own.
 */
export class BlastRadius {
  private readonly tallies = new Map<string, Tally>();

  /** note counts an answered request that was drawn for a variant of a rollout. */
  note(
    { rolloutId, configNumber }: Pick<Route, 'rolloutId' | 'configNumber'>,
    { role, versionId }: Pick<RoutedVariant, 'role' | 'versionId'>,
    isFailure: boolean,
  ): void {
    if (rolloutId === null) return;
    const arms = kept(
      kept(this.tallies, rolloutId, (): Tally => new Map()),
      configNumber,
      (): Arms => ({ stable: emptyArm(), byCandidate: new Map() }),
    );
    const arm = role === 'candidate' ? kept(arms.byCandidate, versionId, emptyArm) : arms.stable;
    arm.requests += 1;
    arm.failures += Number(isFailure);
    const [oldest] = this.tallies.keys();
    if (this.tallies.size > MOST_ROLLOUTS && oldest !== undefined) this.tallies.delete(oldest);
  }

  /** isSpent tells whether a candidate of a route must not get any more traffic. */
  isSpent({ rolloutId, limits }: Pick<Route, 'rolloutId' | 'limits'>, versionId: string): boolean {
    const tally = rolloutId === null ? undefined : this.tallies.get(rolloutId);
    if (tally === undefined || limits === null) return false;
    let [requests, failures, excess] = [0, 0, 0];
    for (const { stable, byCandidate } of tally.values()) {
      const candidate = byCandidate.get(versionId);
      if (candidate === undefined) continue;
      requests += candidate.requests;
      failures += candidate.failures;
      const stableRate = stable.requests === 0 ? 0 : stable.failures / stable.requests;
      excess += candidate.failures - limits.thetaHarm * stableRate * candidate.requests;
    }
    return excess >= limits.badRequestBudget || (failures === requests && requests >= limits.failFirst);
  }
}

const emptyArm = (): Arm => ({ requests: 0, failures: 0 });

function kept<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
