import type { ChampionComparison, MeasuredMetric, VersionSchema } from '@slipway/contracts';
import { multilabelMetrics, scoresOf, wilsonInterval, type LabelMatrix, type MultilabelMetrics } from '@slipway/stats';
import { SlipwayError } from '../kernel/errors.js';
import { THRESHOLD, type ScoredColumns } from '../monitoring/index.js';
import { comparisonsOf, correctness, pairedMeans } from './champion-comparison.js';
import {
  isMissing,
  noDetails,
  type ArmResult,
  type Asked,
  type Collector,
  type Details,
  type Measured,
} from './measured.js';
import { GrowingFlags, GrowingNumbers, SliceColumn } from './row-columns.js';

/** LabelCollector gathers rows that have any number of labels each; a label is called where its score is .5 or more. */
export class LabelCollector implements Collector {
  private readonly labels: readonly string[];
  private readonly places: ReadonlyMap<string, number>;
  private readonly rowNumbers = new GrowingNumbers();
  private readonly actual = new GrowingFlags();
  private readonly arms: readonly GrowingFlags[];
  private readonly slices: readonly SliceColumn[];

  constructor(
    schema: VersionSchema,
    private readonly asked: Pick<Asked, 'target' | 'separator' | 'slices'>,
    arms: 1 | 2,
  ) {
    this.labels = schema.outputs.find(({ classes }) => classes !== undefined)?.classes ?? [];
    if (this.labels.length === 0)
      throw new SlipwayError(
        'schema_mismatch',
        'Several labels a row need a model whose schema names the `classes` of its score or label output.',
      );
    this.places = new Map(this.labels.map((name, i) => [name, i]));
    this.arms = Array.from({ length: arms }, () => new GrowingFlags());
    this.slices = asked.slices.map((name) => new SliceColumn(name));
  }

  seen = 0;
  readonly skipped = { noTarget: 0, noPrediction: 0 };

  add({ rows, columns, predictions }: ScoredColumns): void {
    const targets = columns.get(this.asked.target) ?? [];
    for (let row = 0; row < rows; row += 1) {
      this.seen += 1;
      const target = targets[row];
      // A row may well have no label at all: that is an empty list or text, not a missing one.
      if (target === null || target === undefined) this.skipped.noTarget += 1;
      else {
        const called = predictions.map((arm) => this.calledBy((arm['score'] ?? arm['label'])?.[row]));
        if (called.some((one) => one === null)) this.skipped.noPrediction += 1;
        else {
          this.push(this.labelsOf(target), called as boolean[][]);
          for (const slice of this.slices) slice.push(columns.get(slice.name)?.[row]);
        }
      }
    }
  }

  finish(): Measured {
    const actual = this.actual.view();
    const [own, champion] = this.arms.map((arm) => new Calls(actual, arm.view(), this.labels.length));
    const named = (of: Uint8Array, row: number): string =>
      this.labels.filter((_, j) => of[row * this.labels.length + j] === 1).join(', ') || '(none)';
    return {
      kind: 'multilabel',
      rows: this.rowNumbers.view().length,
      rowNumbers: this.rowNumbers.view(),
      slices: this.slices,
      own: own!.result(),
      champion: champion?.result() ?? null,
      said: (row) => ({ target: named(actual, row), predicted: named(this.arms[0]!.view(), row) }),
      compare: () => (champion === undefined ? [] : compared(own!, champion)),
      details: () => ({ ...noDetails, classes: classesOf(this.labels, own!.metrics()) }),
    };
  }

  private push(labels: ReadonlySet<number>, called: readonly boolean[][]): void {
    this.rowNumbers.push(this.seen - 1);
    this.labels.forEach((_, j) => {
      this.actual.push(Number(labels.has(j)));
      this.arms.forEach((arm, a) => arm.push(Number(called[a]![j])));
    });
  }

  private labelsOf(target: unknown): ReadonlySet<number> {
    const { separator } = this.asked;
    const names = Array.isArray(target)
      ? target.map(String)
      : String(target)
          .split(separator ?? '\0')
          .map((name) => name.trim())
          .filter((name) => !isMissing(name));
    return new Set(
      names.map((name) => {
        const place = this.places.get(name);
        if (place !== undefined) return place;
        throw new SlipwayError(
          'schema_mismatch',
          `Row ${this.seen} has the label ${name}, which is none of the model's: ${this.labels.slice(0, 20).join(', ')}.`,
        );
      }),
    );
  }

  /** calledBy reads scores by label, a list of them, or a list of 0 and 1; null where there is no number for each label. */
  private calledBy(given: unknown): boolean[] | null {
    if (typeof given !== 'object' || given === null) return null;
    const values = Array.isArray(given) ? given : this.labels.map((name) => (given as Record<string, unknown>)[name]);
    const whole = values.length === this.labels.length && values.every((value) => Number.isFinite(Number(value)));
    return whole ? values.map((value) => Number(value) >= THRESHOLD) : null;
  }
}

/** Calls are the labels of all rows as one arm calls them. */
class Calls {
  constructor(
    private readonly actual: Uint8Array,
    private readonly called: Uint8Array,
    private readonly labels: number,
  ) {}

  metrics(rows?: readonly number[]): MultilabelMetrics {
    return multilabelMetrics(this.matrix(this.actual, rows), this.matrix(this.called, rows));
  }

  /** wrong is the share of each row's labels that are wrong. */
  wrong(): Float64Array {
    const rows = this.actual.length / this.labels;
    return Float64Array.from({ length: rows }, (_, row) => {
      let wrong = 0;
      for (let at = row * this.labels; at < (row + 1) * this.labels; at += 1)
        if (this.actual[at] !== this.called[at]) wrong += 1;
      return wrong / this.labels;
    });
  }

  result(): ArmResult {
    return { losses: this.wrong(), metrics: (rows) => metricsOf(this.metrics(rows)) };
  }

  private matrix(values: Uint8Array, rows?: readonly number[]): LabelMatrix {
    const { labels } = this;
    if (rows === undefined) return { labels, values };
    const some = new Uint8Array(rows.length * labels);
    rows.forEach((row, i) => some.set(values.subarray(row * labels, (row + 1) * labels), i * labels));
    return { labels, values: some };
  }
}

function metricsOf(found: MultilabelMetrics): MeasuredMetric[] {
  if (found.rows === 0) return [];
  const plain = (name: string, value: number): MeasuredMetric => ({ name, value, low: null, high: null });
  const exact = wilsonInterval(Math.round(found.subsetAccuracy * found.rows), found.rows);
  return [
    plain('f1_micro', found.averages.micro.f1),
    plain('f1_macro', found.averages.macro.f1),
    plain('f1_weighted', found.averages.weighted.f1),
    plain('f1_samples', found.sampleF1),
    plain('jaccard', found.jaccard),
    { name: 'subset_accuracy', value: found.subsetAccuracy, low: exact.lower, high: exact.upper },
    plain('hamming_loss', found.hammingLoss),
  ];
}

function compared(own: Calls, champion: Calls): ChampionComparison[] {
  const [wrong, theirs] = [own.wrong(), champion.wrong()];
  return comparisonsOf(
    metricsOf(own.metrics()),
    metricsOf(champion.metrics()),
    new Map([
      ['subset_accuracy', correctness(wrong, theirs)],
      ['hamming_loss', pairedMeans(wrong, theirs)],
    ]),
    wrong.length,
  );
}

function classesOf(labels: readonly string[], { byLabel, averages }: MultilabelMetrics): Details['classes'] {
  const rows = byLabel.map((counts, i) => ({
    name: labels[i]!,
    support: counts.actual,
    called: counts.predicted,
    ...scoresOf(counts),
    auc: null,
  }));
  const means = (['macro', 'micro', 'weighted'] as const).map((name) => ({ name, ...averages[name] }));
  return { rows, averages: means, matrix: [], confused: [] };
}
