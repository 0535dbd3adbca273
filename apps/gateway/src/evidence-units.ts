import type { Route } from '@slipway/core';
import { BUCKETS } from './choose-variant.js';

const MOST_SCOPES = 1_024;

/**
 * EvidenceUnits tells whether a request is a new unit of evidence: one without a key counts as itself, a keyed one counts its bucket once
 * per rollout and kind of event, at its first, whichever variant answered. (A bucket that failed at the stable version and then moves to
 * the candidate as the weight grows must not fail a second time: it was not drawn anew.)
 */
export class EvidenceUnits {
  private readonly seen = new Map<string, Uint8Array>();

  /** isNew marks a bucket as counted for one kind of event of a route's rollout, and tells whether it was not yet; null is a request without key. */
  isNew(
    { endpointId, rolloutId }: Pick<Route, 'endpointId' | 'rolloutId'>,
    kind: string,
    bucket: number | null,
  ): boolean {
    if (bucket === null) return true;
    const bits = this.bitsOf(`${rolloutId ?? endpointId} ${kind}`);
    const mask = 1 << (bucket & 7);
    const isNew = (bits[bucket >> 3]! & mask) === 0;
    bits[bucket >> 3]! |= mask;
    return isNew;
  }

  private bitsOf(scope: string): Uint8Array {
    let bits = this.seen.get(scope);
    if (bits !== undefined) return bits;
    const [oldest] = this.seen.keys();
    if (this.seen.size >= MOST_SCOPES && oldest !== undefined) this.seen.delete(oldest);
    this.seen.set(scope, (bits = new Uint8Array(BUCKETS / 8)));
    return bits;
  }
}
