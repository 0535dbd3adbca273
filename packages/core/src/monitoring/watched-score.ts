/**
 * watchedScore is the one number or class of a prediction whose distribution is watched: the score of the last class, else the value, else
 * the label. Gateway and baselines use the same rule, so that they compare like with like.
 */
export function watchedScore(prediction: Readonly<Record<string, unknown>> | undefined): unknown {
  if (prediction === undefined) return null;
  const { score, value, label } = prediction;
  return lastOf(score ?? value ?? label ?? Object.values(prediction)[0] ?? null);
}

/** watchedColumn is watchedScore of many rows: a list of them from predictions that are kept as one list a key. */
export function watchedColumn(predictions: Readonly<Record<string, ArrayLike<unknown>>>): ArrayLike<unknown> {
  const { score, value, label } = predictions;
  const chosen = score ?? value ?? label ?? Object.values(predictions)[0] ?? [];
  return ArrayBuffer.isView(chosen) ? chosen : Array.from(chosen, (one) => lastOf(one ?? null));
}

/** A score of several classes is that of the last. */
function lastOf(chosen: unknown): unknown {
  if (Array.isArray(chosen)) return chosen.at(-1) ?? null;
  return typeof chosen === 'object' && chosen !== null ? (Object.values(chosen).at(-1) ?? null) : chosen;
}
