import type { ClassProbabilities } from '@slipway/stats';
import type { Outcomes } from './check-performance.js';
import type { KnownOutcome } from './feedback.repository.js';
import { watchedScore } from './watched-score.js';

type Output = KnownOutcome['output'];

/** Positive is the positive class: the outcomes that are it, and the name that a person gave it, if any. */
export interface Positive {
  outcomes: ReadonlySet<string>;
  named: string | null;
}

/** ReadOutcomes are outcomes as numbers, and of which of the rows given: one that does not fit its prediction is left out. */
export interface ReadOutcomes extends Omit<Outcomes, 'predictions' | 'estimates'> {
  rows: number[];
  /** What scores are of, in the order of the probabilities; empty unless the model scores more than two classes. */
  classes: readonly string[];
}

/**
 * readOutcomes reads scores of two classes, labels with or without the probabilities of several classes, or values. Of several classes one
 * that a person named positive is told from all others by its own score.
 */
export function readOutcomes(known: readonly KnownOutcome[], positive: Positive): ReadOutcomes {
  const classes = classesOf(known);
  if (classes.length > 2 && (positive.named === null || !classes.includes(positive.named)))
    return readClasses(known, classes);
  const watched = known.map(({ output }) => scoreOf(output, positive));
  const isNumber = watched.every((value) => typeof value === 'number');
  if (!isNumber) return readLabels(known, watched.map(String));
  const isScore = known.every(({ output }) => output['value'] === undefined);
  const pairs = known
    .map(({ actual }, row) => {
      const truth = isScore ? Number(positive.outcomes.has(actual)) : Number(actual);
      return { row, truth, predicted: watched[row] as number };
    })
    .filter(({ truth, predicted }) => Number.isFinite(truth) && Number.isFinite(predicted));
  return {
    kind: isScore ? 'binary' : 'regression',
    truth: Float64Array.from(pairs, ({ truth }) => truth),
    predicted: Float64Array.from(pairs, ({ predicted }) => predicted),
    probabilities: null,
    rows: pairs.map(({ row }) => row),
    classes: [],
  };
}

/** scoreOf is the number or class of a prediction that outcomes are held against: the score of the class that a person named positive, else what is watched. */
export function scoreOf(output: Output, { named }: Positive): unknown {
  const own = named === null ? undefined : byClass(output)[named];
  return own ?? watchedScore(output);
}

/** SaidClasses are predictions of several classes: the code of the one called, and their probabilities; rows without all of them are left out. */
export interface SaidClasses {
  rows: number[];
  called: Float64Array;
  probabilities: ClassProbabilities;
}

/** readSaid reads what a model said of its classes, codes being their places in `classes`; a label that is none of them is coded by `codeOf`, or its row left out. */
export function readSaid(
  outputs: readonly Output[],
  classes: readonly string[],
  codeOf: (label: string) => number | undefined,
): SaidClasses {
  const rows: number[] = [];
  const called: number[] = [];
  const values: number[] = [];
  outputs.forEach((output, row) => {
    const scores = classes.map((name) => byClass(output)[name]);
    if (!scores.every((score) => Number.isFinite(score))) return;
    const most = classes[scores.indexOf(Math.max(...(scores as number[])))]!;
    const code = codeOf(String(output['label'] ?? most));
    if (code === undefined) return;
    rows.push(row);
    called.push(code);
    values.push(...(scores as number[]));
  });
  return { rows, called: Float64Array.from(called), probabilities: { classes: classes.length, values } };
}

function readClasses(known: readonly KnownOutcome[], classes: readonly string[]): ReadOutcomes {
  const codeOf = coder(classes);
  const outputs = known.map(({ output }) => output);
  const { rows, called, probabilities } = readSaid(outputs, classes, codeOf);
  const truth = Float64Array.from(rows, (row) => codeOf(known[row]!.actual));
  return { kind: 'multiclass', truth, predicted: called, probabilities, rows, classes };
}

function readLabels(known: readonly KnownOutcome[], labels: readonly string[]): ReadOutcomes {
  const codeOf = coder([]);
  return {
    kind: 'multiclass',
    truth: Float64Array.from(known, ({ actual }) => codeOf(actual)),
    predicted: Float64Array.from(labels, codeOf),
    probabilities: null,
    rows: known.map((_, row) => row),
    classes: [],
  };
}

/** Codes of names, new ones as they come. */
function coder(classes: readonly string[]): (name: string) => number {
  const codes = new Map(classes.map((name, code) => [name, code]));
  return (name) => {
    const code = codes.get(name) ?? codes.size;
    codes.set(name, code);
    return code;
  };
}

const byClass = ({ score }: Output): Record<string, unknown> =>
  typeof score === 'object' && score !== null && !Array.isArray(score) ? (score as Record<string, unknown>) : {};

/** The classes that the first prediction with a score names. */
function classesOf(known: readonly KnownOutcome[]): string[] {
  const first = known.find(({ output }) => output['score'] !== undefined);
  return first === undefined ? [] : Object.keys(byClass(first.output));
}

/** strangeOutcomes says why outcomes cannot be measured, or null: those of which none is the positive class would look perfect. */
export function strangeOutcomes({ kind, truth }: ReadOutcomes, known: readonly KnownOutcome[]): string | null {
  const names = [...new Set(known.map(({ actual }) => actual))];
  if (kind !== 'binary' || names.length < 2 || truth.includes(1)) return null;
  return `None of the outcomes (${names.slice(0, 5).join(', ')}) is the positive class: set \`positive\` to the one that is.`;
}
