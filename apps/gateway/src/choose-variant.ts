import { createHash } from 'node:crypto';
import type { RoutedVariant } from '@slipway/core';

const BUCKETS = 65_536;
const BASIS_POINTS = 10_000;

/** keyBucket puts a routing key into one of 65,536 buckets by sha256 of salt and key. */
export function keyBucket(salt: string, key: string): number {
  return createHash('sha256').update(`${salt}\n${key}`).digest().readUInt16BE(0);
}

/**
 * chooseVariant picks the variant of a request. `point` is where it falls in 0 (inclusive) to 1 (exclusive): the bucket of its key, or chance.
 * The candidate holds the lower end, so a key that is once in the candidate stays there as the weight grows.
 */
export function chooseVariant<V extends Pick<RoutedVariant, 'role' | 'weightBp'>>(variants: readonly V[], point: number): V {
  const ordered = [...variants].sort((a, b) => Number(a.role === 'stable') - Number(b.role === 'stable'));
  let edge = 0;
  for (const variant of ordered) {
    edge += variant.weightBp / BASIS_POINTS;
    if (point < edge) return variant;
  }
  return variants.find(({ role }) => role === 'stable') ?? ordered[0]!;
}

/** pointOf is where a request falls: sticky for a key, by chance without one. */
export function pointOf(salt: string, key: string | null, random: () => number): number {
  return key === null ? random() : keyBucket(salt, key) / BUCKETS;
}
