import { watchedScore } from './watched-score.js';

type Prediction = Readonly<Record<string, unknown>>;

const SCORE = 'prediction';
const CLASS = 'prediction: class';
const CONFIDENCE = 'prediction: confidence';
/** The score of the last of two classes says all about both. */
const SEVERAL = 3;

/**
 * Parts of a prediction whose distributions are watched, by the name of their profile: the score of the last class, the value or the label;
 * and where there are scores of three classes or more, which of them is the most probable, and how probable it is.
 */
const parts: Readonly<Record<string, (prediction: Prediction | undefined) => unknown>> = {
  [SCORE]: watchedScore,
  [CLASS]: (prediction) => mostProbable(prediction)?.name ?? null,
  [CONFIDENCE]: (prediction) => mostProbable(prediction)?.score ?? null,
};

/** isPredicted is whether a profile is of a part of the prediction rather than of a feature. */
export const isPredicted = (profile: string): boolean => Object.hasOwn(parts, profile);

/** watchedPart is the part of a prediction that a profile counts; undefined for the profile of a feature. */
export const watchedPart = (profile: string): ((prediction: Prediction | undefined) => unknown) | undefined =>
  isPredicted(profile) ? parts[profile] : undefined;

/** watchedParts are all parts that a prediction has, by the name of their profile. */
export function watchedParts(prediction: Prediction | undefined): Record<string, unknown> {
  const names = mostProbable(prediction) === null ? [SCORE] : [SCORE, CLASS, CONFIDENCE];
  return Object.fromEntries(names.map((name) => [name, parts[name]!(prediction)]));
}

/** The first one of equal scores; null for fewer than three, and where one is no number. */
function mostProbable(prediction: Prediction | undefined): { name: string; score: number } | null {
  const score = prediction?.['score'];
  if (typeof score !== 'object' || score === null) return null;
  const scores = Object.entries(score);
  if (scores.length < SEVERAL || !scores.every(([, one]) => Number.isFinite(one))) return null;
  const [name, highest] = scores.reduce((most, one) => (one[1] > most[1] ? one : most)) as [string, number];
  return { name, score: highest };
}
