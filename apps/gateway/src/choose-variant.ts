import { createHash } from 'node:crypto';
import type { RoutedVariant } from '@slipway/core';

/** BUCKETS is how many buckets routing keys fall into. */
export const BUCKETS = 65_536;
const BASIS_POINTS = 10_000;

/** keyBucket puts a routing key into one of 65,536 buckets by sha256 of salt and key. */
export function keyBucket(salt: string, key: string): number {
  return createHash('sha256').update(`${salt}\n${key}`).digest().readUInt16BE(0);
}

/** pointOf is where a request falls in 0 (inclusive) to 1 (exclusive): sticky for a key's bucket, by chance without one. */
export function pointOf(bucket: number | null, random: () => number): number {
  return bucket === null ? random() : bucket / BUCKETS;
}

/** isBelow tells whether a point lies in the lower `bp` basis points, which are the candidate's. */
export const isBelow = (point: number, bp: number): boolean => point * BASIS_POINTS < bp;

/** Weighed is what of a variant says which points it holds. */
export interface Weighed extends Pick<RoutedVariant, 'role' | 'weightBp'> {
  fromBp?: number | undefined;
}

/**
 * chooseVariant picks the variant that holds a point. The candidate holds the lower end, so a key that is once in the candidate stays
 * there as the weight grows. Several candidates hold one piece each, in their order unless a piece begins at its own `fromBp`; stable holds the rest.
 */
export function chooseVariant<V extends Weighed>(variants: readonly V[], point: number): V {
  let edge = 0;
  for (const variant of variants) {
    if (variant.role === 'stable') continue;
    const from = variant.fromBp ?? edge;
    edge = from + variant.weightBp;
    if (!isBelow(point, from) && isBelow(point, edge)) return variant;
  }
  return variants.find(({ role }) => role === 'stable') ?? variants.at(-1)!;
}

/**
 * drawVariant picks the variant that holds a point; what one cannot take now goes to the stable one. While any variant with a share cannot take
 * its own, no pick is a draw (`isDrawn`): counting them would lay the candidate's requests at the stable version's door.
 */
export function drawVariant<V extends Weighed>(
  variants: readonly V[],
  stable: V,
  point: number,
  canTake: (variant: V) => boolean,
): { chosen: V; isDrawn: boolean } {
  const wanted = chooseVariant(variants, point);
  const isDrawn = variants.every((variant) => variant === stable || variant.weightBp === 0 || canTake(variant));
  return { chosen: wanted === stable || canTake(wanted) ? wanted : stable, isDrawn };
}
