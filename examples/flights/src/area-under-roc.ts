/** areaUnderRoc is the chance that a positive scores above a negative, ties counted half (Mann-Whitney); NaN without both classes. */
export function areaUnderRoc(labels: Uint8Array, scores: Float64Array): number {
  const order = Uint32Array.from(scores, (_, row) => row).sort((a, b) => scores[a]! - scores[b]!);
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end += 1;
    const meanRank = (start + end + 1) / 2;
    for (; start < end; start += 1) {
      positives += labels[order[start]!]!;
      rankSum += labels[order[start]!]! * meanRank;
    }
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
