/**
 * normalisedDiscountedGain is NDCG (Järvelin and Kekäläinen 2002) of one query's rows, of the first `k` where given: gains are the
 * relevances (>= 0) themselves, discounts log2(1 + place), and rows of equal score share the mean of their gains, as in scikit-learn. A
 * query in which nothing is relevant is NaN: there is no order to get right.
 */
export function normalisedDiscountedGain(
  relevance: ArrayLike<number>,
  scores: ArrayLike<number>,
  k: number = relevance.length,
): number {
  requireRelevance(relevance, scores);
  const ideal = discountedGain(relevance, relevance, k);
  return ideal > 0 ? discountedGain(relevance, scores, k) / ideal : NaN;
}

/**
 * queryAveragePrecision is the average precision of one query's rows, those with a relevance above 0 being the relevant ones; its mean over
 * queries is MAP. Rows of equal score are found together. NaN when nothing is relevant.
 */
export function queryAveragePrecision(relevance: ArrayLike<number>, scores: ArrayLike<number>): number {
  requireRelevance(relevance, scores);
  let [found, seen, sum] = [0, 0, 0];
  eachTie(scores, (rows) => {
    const relevant = rows.filter((row) => relevance[row]! > 0).length;
    found += relevant;
    seen += rows.length;
    sum += (relevant * found) / seen;
  });
  return found === 0 ? NaN : sum / found;
}

function discountedGain(relevance: ArrayLike<number>, scores: ArrayLike<number>, k: number): number {
  let [place, sum] = [0, 0];
  eachTie(scores, (rows) => {
    const mean = rows.reduce((total, row) => total + relevance[row]!, 0) / rows.length;
    for (const _ of rows) {
      if (place < k) sum += mean / Math.log2(place + 2);
      place += 1;
    }
  });
  return sum;
}

/** eachTie goes through the rows from the highest score down, those of equal score at once. */
function eachTie(scores: ArrayLike<number>, take: (rows: readonly number[]) => void): void {
  const order = Array.from({ length: scores.length }, (_, row) => row).sort((a, b) => scores[b]! - scores[a]!);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to += 1;
    take(order.slice(from, to));
    from = to;
  }
}

function requireRelevance(relevance: ArrayLike<number>, scores: ArrayLike<number>): void {
  if (relevance.length !== scores.length)
    throw new RangeError(`${relevance.length} relevances do not match ${scores.length} scores`);
  for (let row = 0; row < relevance.length; row += 1)
    if (!(relevance[row]! >= 0) || !Number.isFinite(scores[row]!))
      throw new RangeError(`row ${row} has no relevance of 0 or more, or no finite score`);
}
