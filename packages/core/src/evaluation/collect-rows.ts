import type { VersionSchema } from '@slipway/contracts';
import type { Prediction } from '@slipway/inference';
import { SlipwayError } from '../kernel/errors.js';
import { watchedScore, type Kind } from '../monitoring/index.js';
import { GrowingNumbers, Names, SliceColumn } from './row-columns.js';

const TRUE_VALUES = ['1', 'true'];

/** MeasuredRows are targets and predictions of an evaluation, row by row, as numbers whose meaning `kind` gives. */
export interface MeasuredRows {
  kind: Kind;
  /** Places in the dataset, counted from 0: rows that cannot be measured are left out. */
  rowNumbers: Float64Array;
  truth: Float64Array;
  predicted: Float64Array;
  /** What the champion says of the same rows. */
  champion: Float64Array | null;
  /** Names of the classes by code; empty unless `multiclass`. */
  classes: readonly string[];
  slices: readonly SliceColumn[];
}

/** Asked says what to measure: the target's column, its positive value, and the columns by which rows are grouped. */
export interface Asked {
  target: string;
  positive: string | null;
  slices: readonly string[];
}

/** RowCollector gathers what an evaluation needs of each row, at eight bytes a number. */
export class RowCollector {
  private readonly rowNumbers = new GrowingNumbers();
  private readonly names = new Names();
  private readonly targetNames = new Names();
  private readonly targets = new GrowingNumbers();
  private readonly targetLabels = new GrowingNumbers();
  private readonly arms: readonly Arm[];
  private readonly slices: readonly SliceColumn[];

  constructor(
    private readonly asked: Asked,
    arms: 1 | 2,
  ) {
    this.arms = Array.from({ length: arms }, () => new Arm(this.names));
    this.slices = asked.slices.map((name) => new SliceColumn(name));
  }

  /** Rows seen so far. */
  seen = 0;
  /** Rows that cannot be measured: without a target, or without a finite prediction of the first arm. */
  readonly skipped = { noTarget: 0, noPrediction: 0 };

  /** add takes a batch of rows with the predictions of each arm for them. */
  add(rows: readonly Record<string, unknown>[], predictions: readonly (readonly Prediction[])[]): void {
    rows.forEach((row, i) => {
      const target = row[this.asked.target];
      this.seen += 1;
      if (target === null || target === undefined || target === '') {
        this.skipped.noTarget += 1;
        return;
      }
      if (!isUsable(predictions[0]?.[i])) {
        this.skipped.noPrediction += 1;
        return;
      }
      this.rowNumbers.push(this.seen - 1);
      this.targets.push(toNumber(target));
      this.targetNames.codeOf(target);
      this.targetLabels.push(this.names.codeOf(target));
      for (const slice of this.slices) slice.push(row[slice.name]);
      this.arms.forEach((arm, a) => arm.push(predictions[a]?.[i]));
    });
  }

  /** finish decides from the schema and the target's values what was measured; `schema_mismatch` when nothing fits. */
  finish(schema: VersionSchema): MeasuredRows {
    const rest = { slices: this.slices, rowNumbers: this.rowNumbers.view() };
    const [first, second] = this.arms;
    if (schema.task === 'regression')
      return {
        kind: 'regression',
        truth: this.targets.view(),
        predicted: first!.scores.view(),
        champion: second?.scores.view() ?? null,
        classes: [],
        ...rest,
      };
    const classes = this.targetNames.list;
    if (schema.outputs.some(({ role }) => role === 'score') && classes.length <= 2)
      return {
        kind: 'binary',
        truth: this.positives(schema),
        predicted: first!.scores.view(),
        champion: second?.scores.view() ?? null,
        classes: [],
        ...rest,
      };
    if (first!.labelled && !this.targetNames.overflown)
      return {
        kind: 'multiclass',
        truth: this.targetLabels.view(),
        predicted: first!.labels.view(),
        champion: second?.labelled ? second.labels.view() : null,
        classes: this.names.list,
        ...rest,
      };
    throw new SlipwayError(
      'schema_mismatch',
      `The target ${this.asked.target} has ${classes.length} values: a score needs two of them, a label output at most 1,000.`,
    );
  }

  /** Two values of which none is the positive class would measure nothing, and look perfect. */
  private positives(schema: VersionSchema): Float64Array {
    const { positive, target } = this.asked;
    const lastClass = schema.outputs.find(({ role }) => role === 'score')?.classes?.at(-1);
    const names = new Set(positive === null ? [...TRUE_VALUES, lastClass] : [positive]);
    const truth = this.targetLabels.view().map((code) => Number(names.has(this.names.list[code]!)));
    const values = this.targetNames.list;
    if (values.length === 2 && !truth.includes(1))
      throw new SlipwayError(
        'schema_mismatch',
        `None of the values of ${target} (${values.join(', ')}) is the positive class: set \`positive\` to the one that is.`,
        [{ path: 'positive', message: 'not a value of the target' }],
      );
    return truth;
  }
}

/** Arm is what one version says of the rows. */
class Arm {
  readonly scores = new GrowingNumbers();
  readonly labels = new GrowingNumbers();
  labelled = true;

  constructor(private readonly names: Names) {}

  push(prediction: Prediction | undefined): void {
    const label = prediction?.['label'];
    if (label === undefined || label === null) this.labelled = false;
    else this.labels.push(this.names.codeOf(label));
    this.scores.push(toNumber(watchedScore(prediction)));
  }
}

/** A number must be finite; a label is fine as it is. */
function isUsable(prediction: Prediction | undefined): boolean {
  const watched = watchedScore(prediction);
  return typeof watched === 'number' ? Number.isFinite(watched) : watched !== null;
}

const toNumber = (value: unknown): number => (value === null || value === undefined ? NaN : Number(value));
