type Prediction = Readonly<Record<string, unknown>>;

/** Numbers that differ by less than this share are the same: other hardware and another order of sums round differently. */
const ROUNDING = 1e-6;

/** PredictionDifference says whether two versions answer a row alike, and how far their numbers lie apart at most; null without numbers in common. */
export interface PredictionDifference {
  agrees: boolean;
  difference: number | null;
}

/**
 * comparePredictions holds two answers to the same row against each other. They agree when their labels are the same; without labels, when every
 * number and text that one has the other has too.
 */
export function comparePredictions(stable: Prediction, other: Prediction): PredictionDifference {
  const [one, two] = [leavesOf(stable), leavesOf(other)];
  const gaps = [...one].flatMap(([path, value]) => {
    const held = two.get(path);
    return typeof value === 'number' && typeof held === 'number' ? [Math.abs(value - held)] : [];
  });
  const difference = gaps.length === 0 ? null : Math.max(...gaps);
  const haveLabels = stable['label'] !== undefined && other['label'] !== undefined;
  const agrees = haveLabels ? stable['label'] === other['label'] : one.size === two.size && isAlike(one, two);
  return { agrees, difference };
}

function isAlike(one: ReadonlyMap<string, unknown>, two: ReadonlyMap<string, unknown>): boolean {
  return [...one].every(([path, value]) => {
    const held = two.get(path);
    if (typeof value !== 'number' || typeof held !== 'number') return value === held;
    return Math.abs(value - held) <= ROUNDING * Math.max(1, Math.abs(value));
  });
}

/** leavesOf lists every plain value by its path. */
function leavesOf(value: unknown, path = '', into = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return into.set(path, value);
  for (const [name, inner] of Object.entries(value)) leavesOf(inner, `${path}.${name}`, into);
  return into;
}
