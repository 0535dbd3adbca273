import type { Route } from '@slipway/core';

interface Tally {
  requests: number;
  failures: number;
}

const MOST_ROLLOUTS = 1_000;

/**
 * BlastRadius is what a gateway enforces by itself during a rollout, also while nobody else can be asked: the candidate gets no more
 * traffic once `badRequestBudget` of its requests failed, or when its first `failFirst` requests all failed.
 */
export class BlastRadius {
  private readonly tallies = new Map<string, Tally>();

  /** note counts an answered request of a rollout's candidate. */
  note({ rolloutId }: Pick<Route, 'rolloutId'>, isFailure: boolean): void {
    if (rolloutId === null) return;
    let tally = this.tallies.get(rolloutId);
    if (tally === undefined) this.tallies.set(rolloutId, (tally = { requests: 0, failures: 0 }));
    tally.requests += 1;
    tally.failures += Number(isFailure);
    const [oldest] = this.tallies.keys();
    if (this.tallies.size > MOST_ROLLOUTS && oldest !== undefined) this.tallies.delete(oldest);
  }

  /** isSpent tells whether the candidate of a route must not get any more traffic. */
  isSpent({ rolloutId, limits }: Pick<Route, 'rolloutId' | 'limits'>): boolean {
    const tally = rolloutId === null ? undefined : this.tallies.get(rolloutId);
    if (tally === undefined || limits === null) return false;
    const { requests, failures } = tally;
    return failures >= limits.badRequestBudget || (failures === requests && requests >= limits.failFirst);
  }
}
