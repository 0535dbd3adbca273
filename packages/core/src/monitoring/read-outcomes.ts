import type { Outcomes } from './check-performance.js';
import type { KnownOutcome } from './feedback.repository.js';
import { watchedScore } from './watched-score.js';

/** ReadOutcomes are outcomes as numbers, and of which of the rows given: one that does not fit its prediction is left out. */
export interface ReadOutcomes extends Omit<Outcomes, 'predictions' | 'estimates'> {
  rows: number[];
}

/** readOutcomes reads scores of two classes, labels, or values. */
export function readOutcomes(known: readonly KnownOutcome[], positives: ReadonlySet<string>): ReadOutcomes {
  const watched = known.map(({ output }) => watchedScore(output));
  const isNumber = watched.every((value) => typeof value === 'number');
  const isScore = isNumber && known.every(({ output }) => output['value'] === undefined);
  if (!isNumber) {
    const names = [...new Set([...known.map(({ actual }) => actual), ...watched.map(String)])];
    const code = new Map(names.map((name, i) => [name, i]));
    return {
      kind: 'multiclass',
      truth: Float64Array.from(known, ({ actual }) => code.get(actual)!),
      predicted: Float64Array.from(watched, (value) => code.get(String(value))!),
      rows: known.map((_, row) => row),
    };
  }
  const pairs = known
    .map(({ actual }, row) => {
      const truth = isScore ? Number(positives.has(actual)) : Number(actual);
      return { row, truth, predicted: watched[row] as number };
    })
    .filter(({ truth, predicted }) => Number.isFinite(truth) && Number.isFinite(predicted));
  return {
    kind: isScore ? 'binary' : 'regression',
    truth: Float64Array.from(pairs, ({ truth }) => truth),
    predicted: Float64Array.from(pairs, ({ predicted }) => predicted),
    rows: pairs.map(({ row }) => row),
  };
}

/** strangeOutcomes says why outcomes cannot be measured, or null: those of which none is the positive class would look perfect. */
export function strangeOutcomes({ kind, truth }: ReadOutcomes, known: readonly KnownOutcome[]): string | null {
  const names = [...new Set(known.map(({ actual }) => actual))];
  if (kind !== 'binary' || names.length < 2 || truth.includes(1)) return null;
  return `None of the outcomes (${names.slice(0, 5).join(', ')}) is the positive class: set \`positive\` to the one that is.`;
}
