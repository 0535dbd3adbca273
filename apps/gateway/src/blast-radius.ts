import type { Route } from '@slipway/core';

interface Arm {
  requests: number;
  failures: number;
}

interface Tally {
  /** Both arms by config: only under the same weights can they be compared. */
  byConfig: Map<number, { stable: Arm; candidate: Arm }>;
}

const MOST_ROLLOUTS = 1_000;

/**
 * BlastRadius is what a gateway enforces by itself during a rollout, also while nobody else can be asked: the candidate gets no more
 * traffic once it failed `badRequestBudget` times more than stable would have (at thetaHarm times its rate), or when its first `failFirst`
 * requests all failed.
 */
export class BlastRadius {
  private readonly tallies = new Map<string, Tally>();

  /** note counts an answered request that was drawn for a variant of a rollout. */
  note({ rolloutId, configNumber }: Pick<Route, 'rolloutId' | 'configNumber'>, role: string, isFailure: boolean): void {
    if (rolloutId === null) return;
    let tally = this.tallies.get(rolloutId);
    if (tally === undefined) this.tallies.set(rolloutId, (tally = { byConfig: new Map() }));
    let arms = tally.byConfig.get(configNumber);
    if (arms === undefined) tally.byConfig.set(configNumber, (arms = { stable: emptyArm(), candidate: emptyArm() }));
    const arm = role === 'candidate' ? arms.candidate : arms.stable;
    arm.requests += 1;
    arm.failures += Number(isFailure);
    const [oldest] = this.tallies.keys();
    if (this.tallies.size > MOST_ROLLOUTS && oldest !== undefined) this.tallies.delete(oldest);
  }

  /** isSpent tells whether the candidate of a route must not get any more traffic. */
  isSpent({ rolloutId, limits }: Pick<Route, 'rolloutId' | 'limits'>): boolean {
    const tally = rolloutId === null ? undefined : this.tallies.get(rolloutId);
    if (tally === undefined || limits === null) return false;
    let [requests, failures, excess] = [0, 0, 0];
    for (const { stable, candidate } of tally.byConfig.values()) {
      requests += candidate.requests;
      failures += candidate.failures;
      const stableRate = stable.requests === 0 ? 0 : stable.failures / stable.requests;
      excess += candidate.failures - limits.thetaHarm * stableRate * candidate.requests;
    }
    return excess >= limits.badRequestBudget || (failures === requests && requests >= limits.failFirst);
  }
}

const emptyArm = (): Arm => ({ requests: 0, failures: 0 });
