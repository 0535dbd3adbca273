import type { VersionSchema } from '@slipway/contracts';
import type { PredictionColumns } from '@slipway/inference';
import { scoreRuns, type ScoreRuns } from '@slipway/stats';
import { SlipwayError } from '../kernel/errors.js';
import { watchedColumn, type ScoredColumns } from '../monitoring/index.js';
import { compareWithChampion, type Predicted } from './compare-champion.js';
import { outcomeDetails } from './details-of.js';
import { isMissing, toNumber, type ArmResult, type Asked, type Collector, type Measured } from './measured.js';
import { outcomeLosses, outcomeMetrics, type OutcomeKind } from './outcome-metrics.js';
import { GrowingNumbers, GrowingScores, Names, SliceColumn } from './row-columns.js';
import { take } from './slices.js';

const TRUE_VALUES = ['1', 'true'];
/** Probabilities of more values (rows times classes) than this are not kept: log loss and areas are left out then. */
const MOST_PROBABILITIES = 20_000_000;

/** OutcomeRows are targets and predictions of one outcome a row, as numbers whose meaning `kind` gives. */
export interface OutcomeRows {
  kind: OutcomeKind;
  truth: Float64Array;
  own: Predicted;
  champion: Predicted | null;
  /** Names of the classes by code; empty unless `multiclass`. */
  classes: readonly string[];
}

/** OutcomeCollector gathers rows of one outcome each: a score of two classes, labels with or without probabilities, or values. */
export class OutcomeCollector implements Collector {
  private readonly rowNumbers = new GrowingNumbers();
  /** Classes that the model declares have the first codes, in its order. */
  private readonly names: Names;
  private readonly targetNames = new Names();
  private readonly targets = new GrowingNumbers();
  private readonly targetLabels = new GrowingNumbers();
  private readonly arms: readonly Arm[];
  private readonly slices: readonly SliceColumn[];
  private readonly scoreClasses: readonly string[];

  constructor(
    private readonly schema: VersionSchema,
    private readonly asked: Pick<Asked, 'target' | 'positive' | 'slices'>,
    arms: 1 | 2,
  ) {
    this.scoreClasses = schema.outputs.find(({ role }) => role === 'score')?.classes ?? [];
    this.names = new Names(this.scoreClasses);
    this.arms = Array.from({ length: arms }, () => new Arm(this.names, this.scoreClasses));
    this.slices = asked.slices.map((name) => new SliceColumn(name));
  }

  seen = 0;
  readonly skipped = { noTarget: 0, noPrediction: 0 };

  add({ rows, columns, predictions }: ScoredColumns): void {
    const targets = columns.get(this.asked.target) ?? [];
    const kept = this.measurable(rows, targets, watchedColumn(predictions[0] ?? {}));
    for (const row of kept) {
      const target = targets[row];
      this.rowNumbers.push(this.seen + row);
      this.targets.push(toNumber(target));
      this.targetNames.codeOf(target);
      this.targetLabels.push(this.names.codeOf(target));
    }
    for (const slice of this.slices) {
      const values = columns.get(slice.name) ?? [];
      for (const row of kept) slice.push(values[row]);
    }
    this.arms.forEach((arm, a) => arm.add(predictions[a] ?? {}, kept));
    this.seen += rows;
  }

  /** The places of the rows that have a target and a prediction; the others are counted. */
  private measurable(rows: number, targets: readonly unknown[], watched: ArrayLike<unknown>): number[] {
    const kept: number[] = [];
    for (let row = 0; row < rows; row += 1) {
      if (isMissing(targets[row])) this.skipped.noTarget += 1;
      else if (!isUsable(watched[row])) this.skipped.noPrediction += 1;
      else kept.push(row);
    }
    return kept;
  }

  finish(): Measured {
    const rows = this.read();
    const { kind, truth, own, champion, classes } = rows;
    const sorted = once(() => scoreRuns(truth, own.values));
    const shown = (value: number): string | number => (kind === 'multiclass' ? (classes[value] ?? '') : value);
    return {
      kind,
      rows: truth.length,
      rowNumbers: this.rowNumbers.view(),
      slices: this.slices,
      own: resultOf(kind, truth, own, sorted),
      champion: champion && resultOf(kind, truth, champion),
      said: (row) => ({ target: shown(truth[row]!), predicted: shown(own.values[row]!) }),
      compare: (random) => compareWithChampion({ kind, truth, challenger: own, champion: champion! }, random),
      details: (random) => outcomeDetails(rows, sorted, random),
    };
  }

  /** read decides from the schema and the target's values what was measured. */
  private read(): OutcomeRows {
    const [first, second] = this.arms;
    if (this.schema.task === 'regression') {
      const [own, champion] = [first!.asScores(), second?.asScores() ?? null];
      return { kind: 'regression', truth: this.targets.view(), own, champion, classes: [] };
    }
    const values = this.targetNames.list;
    const isScored = this.schema.outputs.some(({ role }) => role === 'score') && this.scoreClasses.length <= 2;
    if (isScored && values.length <= 2) {
      const [own, champion] = [first!.asScores(), second?.asScores() ?? null];
      return { kind: 'binary', truth: this.positives(), own, champion, classes: [] };
    }
    if (first!.labelled && !this.targetNames.overflown) {
      const champion = second?.labelled ? second.asLabels() : null;
      const classes = this.names.list;
      return { kind: 'multiclass', truth: this.targetLabels.view(), own: first!.asLabels(), champion, classes };
    }
    throw new SlipwayError(
      'schema_mismatch',
      `The target ${this.asked.target} has ${values.length} values: a score needs two of them, a label output at most 1,000.`,
    );
  }

  /** Two values of which none is the positive class would measure nothing, and look perfect. */
  private positives(): Float64Array {
    const { positive, target } = this.asked;
    const names = new Set(positive === null ? [...TRUE_VALUES, this.scoreClasses.at(-1)] : [positive]);
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
  private readonly scores = new GrowingNumbers();
  private readonly labels = new GrowingNumbers();
  private probabilities: GrowingScores | null = new GrowingScores();
  private kept = 0;
  labelled = true;

  constructor(
    private readonly names: Names,
    private readonly classes: readonly string[],
  ) {}

  add(predictions: PredictionColumns, rows: readonly number[]): void {
    const { label: labels, score: scores } = predictions;
    const watched = watchedColumn(predictions);
    for (const row of rows) {
      const label = labels?.[row];
      if (label === undefined || label === null) this.labelled = false;
      else this.labels.push(this.names.codeOf(label));
      this.scores.push(toNumber(watched[row]));
      this.keep(scores?.[row]);
    }
  }

  asScores(): Predicted {
    return { values: this.scores.view(), probabilities: null };
  }

  asLabels(): Predicted {
    const values = this.probabilities?.view() ?? null;
    return { values: this.labels.view(), probabilities: values && { classes: this.classes.length, values } };
  }

  /** One row without a probability of each class, or too many of them, and none are kept. */
  private keep(score: unknown): void {
    if (this.classes.length <= 2) this.probabilities = null;
    if (this.probabilities === null) return;
    this.kept += this.classes.length;
    const byClass = typeof score === 'object' && score !== null ? (score as Record<string, unknown>) : {};
    const isWhole = this.classes.every((name) => typeof byClass[name] === 'number');
    if (!isWhole || this.kept > MOST_PROBABILITIES) this.probabilities = null;
    else for (const name of this.classes) this.probabilities.push(byClass[name] as number);
  }
}

/** A million scores are sorted for their metrics, and are not sorted again for their curves. */
function once<T>(compute: () => T): () => T {
  let known: { value: T } | null = null;
  return () => (known ??= { value: compute() }).value;
}

function resultOf(kind: OutcomeKind, truth: Float64Array, predicted: Predicted, sorted?: () => ScoreRuns): ArmResult {
  return {
    losses: outcomeLosses(kind, truth, predicted),
    metrics: (rows) =>
      rows === undefined
        ? outcomeMetrics(kind, truth, predicted, sorted)
        : outcomeMetrics(kind, take(truth, rows), taken(predicted, rows)),
  };
}

function taken({ values, probabilities }: Predicted, rows: readonly number[]): Predicted {
  if (probabilities === null) return { values: take(values, rows), probabilities };
  const { classes, values: all } = probabilities;
  const some = new Float32Array(rows.length * classes);
  rows.forEach((row, i) => some.set(all.subarray(row * classes, (row + 1) * classes), i * classes));
  return { values: take(values, rows), probabilities: { classes, values: some } };
}

/** A number must be finite; a label is fine as it is. */
function isUsable(watched: unknown): boolean {
  return typeof watched === 'number' ? Number.isFinite(watched) : watched !== null && watched !== undefined;
}
