/** Draw makes the next value of a stream that never changes. */
export type Draw<Value> = () => Value;

/** Random is a source of uniform numbers in [0, 1). */
export type Random = () => number;

/** times makes `count` values of a stream. */
export function times<Value>(count: number, draw: Draw<Value>): Value[] {
  return Array.from({ length: count }, draw);
}

/** normalDraw is a standard normal stream, by Box and Muller (1958). */
export function normalDraw(random: Random): Draw<number> {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** heavyTailDraw is a Pareto stream of index 1.5: no variance. */
export function heavyTailDraw(random: Random): Draw<number> {
  return () => (1 - random()) ** (-1 / 1.5);
}

/** CategoryShape is how often the categories of a stream come. */
export type CategoryShape = 'uniform' | 'zipf' | 'rare';

/** categoryShares are the shares of `count` categories: all alike, 1 / rank, or one that is nearly all while the rest share 2 %. */
export function categoryShares(shape: CategoryShape, count: number): number[] {
  const weights = Array.from({ length: count }, (_, rank) => {
    if (shape === 'uniform') return 1;
    return shape === 'zipf' ? 1 / (rank + 1) : rank === 0 ? 0.98 : 0.02 / (count - 1);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** categoryDraw is a stream of categories with such shares. */
export function categoryDraw(random: Random, shares: readonly number[]): Draw<string> {
  return () => {
    let left = random();
    const index = shares.findIndex((share) => (left -= share) < 0);
    return `c${index === -1 ? shares.length - 1 : index}`;
  };
}

/** correlatedDraw makes rows of normal features, any two of them correlated by `rho`. */
export function correlatedDraw(random: Random, features: number, rho: number): Draw<number[]> {
  const normal = normalDraw(random);
  return () => {
    const common = Math.sqrt(rho) * normal();
    return times(features, () => common + Math.sqrt(1 - rho) * normal());
  };
}
