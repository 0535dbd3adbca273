import { seededRandom } from '@slipway/stats';

/** pairsOf draws pair after pair of samples of `length` values, the second of each a little higher. */
export function pairsOf(length: number): () => [Float64Array, Float64Array] {
  const random = seededRandom(1);
  const column = (shift: number): Float64Array => {
    const values = new Float64Array(length);
    for (let i = 0; i < length; i += 1) values[i] = random() + random() + shift;
    return values;
  };
  return () => [column(0), column(0.01)];
}
