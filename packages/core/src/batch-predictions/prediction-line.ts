import type { ScoredRow } from '../monitoring/index.js';

/** PredictionLine is one line of the output: `row`, kept columns, `predicted_*` by name and class, `error`. */
export type PredictionLine = Record<string, unknown>;

/**
 * predictionLine joins a row and its prediction. A score by class becomes one column a class, `predicted_score.<class>`; columns of a
 * prediction win over kept ones of the same name.
 */
export function predictionLine(
  row: number,
  values: Readonly<Record<string, unknown>>,
  keep: readonly string[],
  { prediction, error }: ScoredRow,
): PredictionLine {
  const line: PredictionLine = { row };
  for (const name of keep) line[name] = values[name] ?? null;
  for (const [name, value] of Object.entries(prediction ?? {})) {
    if (typeof value !== 'object' || Array.isArray(value)) line[`predicted_${name}`] = value;
    else for (const [of, score] of Object.entries(value)) line[`predicted_${name}.${of}`] = score;
  }
  return { ...line, error };
}
