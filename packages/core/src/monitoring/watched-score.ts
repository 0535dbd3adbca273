/**
 * watchedScore is the one number or class of a prediction whose distribution is watched: the score of the last class, else the value, else
 * the label. Gateway and baselines use the same rule, so that they compare like with like.
 */
export function watchedScore(prediction: Readonly<Record<string, unknown>> | undefined): unknown {
  if (prediction === undefined) return null;
  const { score, value, label } = prediction;
  const chosen = score ?? value ?? label ?? Object.values(prediction)[0] ?? null;
  if (Array.isArray(chosen)) return chosen.at(-1) ?? null;
  return typeof chosen === 'object' && chosen !== null ? (Object.values(chosen).at(-1) ?? null) : chosen;
}
