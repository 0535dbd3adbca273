import { keyBucket } from './choose-variant.js';

const BUCKETS = 65_536;

/**
 * EvidenceUnits tells whether a request is a new unit of evidence: one without a key counts as itself, a keyed one counts its bucket once
 * per rollout and kind, at its first event (MODEL: the unit of evidence is what was randomised).
 */
export class EvidenceUnits {
  private readonly seen = new Map<string, Uint8Array>();

  /** isNew marks the request's bucket as counted under `scope` (a rollout, a role and a kind) and tells whether it was not yet. */
  isNew(scope: string, salt: string, key: string | null): boolean {
    if (key === null) return true;
    let bits = this.seen.get(scope);
    if (bits === undefined) this.seen.set(scope, (bits = new Uint8Array(BUCKETS / 8)));
    const bucket = keyBucket(salt, key);
    const mask = 1 << (bucket & 7);
    const isNew = (bits[bucket >> 3]! & mask) === 0;
    bits[bucket >> 3]! |= mask;
    return isNew;
  }
}
