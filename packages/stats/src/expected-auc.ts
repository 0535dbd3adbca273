/** ExpectedAuc is an area under the ROC curve by probabilities, and its derivative by the outcome (1 is positive) of a row with a score. */
export interface ExpectedAuc {
  value: number;
  slope(score: number): number;
}

/**
 * expectedAuc is the share of pairs of an expected positive and an expected negative whose scores are in the right order, equal ones counted
 * half; row i is positive with probability `probabilities[i]`. NaN where only one class is expected.
 */
export function expectedAuc(probabilities: ArrayLike<number>, scores: ArrayLike<number>): ExpectedAuc {
  const order = Array.from(scores, (_, row) => row).sort((a, b) => scores[a]! - scores[b]!);
  const positives = order.reduce((sum, row) => sum + probabilities[row]!, 0);
  const negatives = order.length - positives;
  const place = new Map<number, { negativesBelow: number; positivesAbove: number }>();
  let [seenPositives, seenNegatives, pairs] = [0, 0, 0];
  for (let from = 0; from < order.length;) {
    const score = scores[order[from]!]!;
    let to = from;
    let tied = 0;
    for (; to < order.length && scores[order[to]!] === score; to += 1) tied += probabilities[order[to]!]!;
    const tiedNegatives = to - from - tied;
    const negativesBelow = seenNegatives + tiedNegatives / 2;
    place.set(score, { negativesBelow, positivesAbove: positives - seenPositives - tied / 2 });
    pairs += tied * negativesBelow;
    seenPositives += tied;
    seenNegatives += tiedNegatives;
    from = to;
  }
  const value = pairs / (positives * negatives);
  return {
    value,
    slope: (score) => {
      const { negativesBelow, positivesAbove } = place.get(score)!;
      return (negativesBelow - positivesAbove) / (positives * negatives) - value / positives + value / negatives;
    },
  };
}
