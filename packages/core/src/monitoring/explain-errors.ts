import type { WindowExplanation } from '@slipway/contracts';
import { buildCategoricalCells, buildNumericCells, type Profile } from '@slipway/stats';
import { began, bucketsOf, resolutionOf } from './began.js';
import { grewClearly, meanOf } from './grew-clearly.js';
import { EXPLAINED_ROWS, LEAST_EXPLAINED, type ExplainedRun, type Explaining } from './explaining.js';
import type { KnownOutcome } from './feedback.repository.js';
import type { PredictedRow } from './estimate-performance.js';
import type { Watch } from './judge-window.js';
import { lossesOf, THRESHOLD, type Kind } from './metrics-of.js';
import { rankSlices, type MeasuredRow } from './rank-slices.js';
import { readOutcomes, type Positive } from './read-outcomes.js';
import { short } from './verdict-words.js';

type Known = KnownOutcome & PredictedRow & { at: Date };
interface LossRow extends MeasuredRow {
  at: Date;
}

/** These count right and wrong; the others weigh how sure or how far off a prediction was. */
const COUNTED = new Set(['accuracy', 'f1', 'precision', 'recall']);

/** explainErrors says in which rows predictions became worse than in the calm windows before, and since when. */
export async function explainErrors(
  { causes, judge }: Explaining,
  watch: Watch,
  { window, size, calm }: ExplainedRun,
): Promise<Omit<WindowExplanation, 'explainedAt'>> {
  const positive = await judge.positive(watch);
  const read = async (windows: ExplainedRun['calm']): Promise<{ kind: Kind; rows: LossRow[] }> => {
    const known = windows.length === 0 ? [] : await causes.known(watch, windows, EXPLAINED_ROWS);
    return lossRows(known, positive, watch.metric ?? '');
  };
  const [before, now] = [await read(calm), await read([window])];
  const rows = { referenceRows: before.rows.length, currentRows: now.rows.length, newCategories: [] };
  if (Math.min(before.rows.length, now.rows.length) < LEAST_EXPLAINED)
    return {
      ...rows,
      causes: [],
      notes: [
        `Errors are compared with calm windows before: ${LEAST_EXPLAINED} outcomes are needed on either side, ${before.rows.length} and ${now.rows.length} are there.`,
      ],
    };
  const measure = lossWords(now.kind, watch.metric ?? '');
  const [reference, current] = [meanOf(before.rows), meanOf(now.rows)];
  if (!grewClearly(before.rows, now.rows)) {
    const why = current > reference ? 'chance alone does that' : 'they were no worse than in the calm windows before';
    return {
      ...rows,
      causes: [],
      notes: [
        `The ${measure} of these predictions went from ${short(reference)} to ${short(current)}: ${why}, so no rows stand out. ${watch.metric} tells something else of the same predictions.`,
      ],
    };
  }
  const resolution = resolutionOf(size);
  const buckets = bucketsOf([...before.rows, ...now.rows], resolution);
  const cause = {
    subject: 'errors',
    measure,
    reference,
    current,
    ...began(buckets, reference, current),
    resolution,
    slices: rankSlices(before.rows, now.rows, profilesOf(before.rows), 'errors'),
  };
  return { ...rows, causes: [cause], notes: [] };
}

function lossRows(known: readonly Known[], positive: Positive, metric: string): { kind: Kind; rows: LossRow[] } {
  const { kind, truth, predicted, rows } = readOutcomes(known, positive);
  const isCounted = COUNTED.has(metric) && kind === 'binary';
  const losses = isCounted
    ? truth.map((label, i) => Number(label !== Number(predicted[i]! >= THRESHOLD)))
    : lossesOf(kind, truth, predicted);
  return { kind, rows: rows.map((row, i) => ({ at: known[row]!.at, inputs: known[row]!.inputs, value: losses[i]! })) };
}

function lossWords(kind: Kind, metric: string): string {
  if (kind === 'regression') return 'mean squared error';
  return kind === 'multiclass' || COUNTED.has(metric) ? 'share of wrong predictions' : 'mean log loss';
}

/** Outcomes need no baseline: the calm rows themselves say by which values rows are sliced. */
function profilesOf(rows: readonly LossRow[]): Record<string, Profile> {
  const names = [...new Set(rows.flatMap(({ inputs }) => Object.keys(inputs)))];
  return Object.fromEntries(
    names.map((name) => {
      const values = rows.map(({ inputs }) => inputs[name]);
      const isNumber = values.every((value) => typeof value === 'number' || value === null || value === undefined);
      return [name, isNumber ? buildNumericCells(values) : buildCategoricalCells(values)];
    }),
  );
}
