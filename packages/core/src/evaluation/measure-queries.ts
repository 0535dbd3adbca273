import type { ChampionComparison, MeasuredMetric } from '@slipway/contracts';
import { meanInterval, normalisedDiscountedGain, queryAveragePrecision } from '@slipway/stats';
import { SlipwayError } from '../kernel/errors.js';
import { watchedColumn, type ScoredColumns } from '../monitoring/index.js';
import { comparisonsOf, pairedMeans } from './champion-comparison.js';
import {
  isMissing,
  noDetails,
  toNumber,
  type ArmResult,
  type Asked,
  type Collector,
  type Measured,
} from './measured.js';
import { GrowingNumbers, SliceColumn } from './row-columns.js';
import { take } from './slices.js';

const FIRST = 10;

/** What each query is worth by one arm; NaN where nothing in it is relevant, or the arm said nothing. */
type QueryMetrics = Record<'ndcg' | 'ndcg_at_10' | 'map', Float64Array>;

/** QueryCollector gathers the rows of a ranking: the rows of one query are ordered by score, and the target is their relevance. */
export class QueryCollector implements Collector {
  private readonly codes = new Map<string, number>();
  private readonly firstRows = new GrowingNumbers();
  private readonly queries = new GrowingNumbers();
  private readonly relevance = new GrowingNumbers();
  private readonly scores: readonly GrowingNumbers[];
  private readonly slices: readonly SliceColumn[];

  constructor(
    private readonly asked: Pick<Asked, 'target' | 'slices'>,
    private readonly query: string,
    arms: 1 | 2,
  ) {
    this.scores = Array.from({ length: arms }, () => new GrowingNumbers());
    this.slices = asked.slices.map((name) => new SliceColumn(name));
  }

  seen = 0;
  readonly skipped = { noTarget: 0, noPrediction: 0 };

  add({ rows, columns, predictions }: ScoredColumns): void {
    const [targets = [], queries = []] = [columns.get(this.asked.target), columns.get(this.query)];
    const watched = predictions.map(watchedColumn);
    for (let row = 0; row < rows; row += 1) {
      this.seen += 1;
      const scores = watched.map((arm) => toNumber(arm[row]));
      if (isMissing(targets[row]) || isMissing(queries[row])) this.skipped.noTarget += 1;
      else if (!Number.isFinite(scores[0])) this.skipped.noPrediction += 1;
      else {
        if (this.isNewQuery(String(queries[row])))
          for (const slice of this.slices) slice.push(columns.get(slice.name)?.[row]);
        this.push(String(queries[row]), targets[row], scores);
      }
    }
  }

  finish(): Measured {
    const names = [...this.codes.keys()];
    const byQuery = this.rowsByQuery(names.length);
    const [own, champion] = this.scores.map((scores) => this.measured(byQuery, scores.view()));
    return {
      kind: 'ranking',
      rows: this.relevance.view().length,
      rowNumbers: this.firstRows.view(),
      slices: this.slices,
      own: resultOf(own!),
      champion: champion === undefined ? null : resultOf(champion),
      said: (query) => ({ target: names[query]!, predicted: `NDCG ${own!.ndcg[query]!.toFixed(3)}` }),
      compare: () => (champion === undefined ? [] : compared(own!, champion)),
      details: () => noDetails,
    };
  }

  /** A query that is new gets its code, and has its first row here. */
  private isNewQuery(name: string): boolean {
    if (this.codes.has(name)) return false;
    this.codes.set(name, this.codes.size);
    this.firstRows.push(this.seen - 1);
    return true;
  }

  private push(query: string, target: unknown, scores: readonly number[]): void {
    const relevance = toNumber(target);
    if (!(relevance >= 0))
      throw new SlipwayError(
        'schema_mismatch',
        `The target of a ranking is a relevance of 0 or more; row ${this.seen} has ${String(target)}.`,
      );
    this.queries.push(this.codes.get(query)!);
    this.relevance.push(relevance);
    scores.forEach((score, arm) => this.scores[arm]!.push(score));
  }

  private rowsByQuery(count: number): number[][] {
    const rows: number[][] = Array.from({ length: count }, () => []);
    this.queries.view().forEach((query, row) => rows[query]!.push(row));
    return rows;
  }

  private measured(byQuery: readonly (readonly number[])[], scores: Float64Array): QueryMetrics {
    const relevance = this.relevance.view();
    const of = (metric: (relevance: Float64Array, scores: Float64Array) => number): Float64Array =>
      Float64Array.from(byQuery, (rows) => {
        const own = take(scores, rows);
        return own.every(Number.isFinite) ? metric(take(relevance, rows), own) : NaN;
      });
    return {
      ndcg: of(normalisedDiscountedGain),
      ndcg_at_10: of((r, s) => normalisedDiscountedGain(r, s, FIRST)),
      map: of(queryAveragePrecision),
    };
  }
}

function resultOf(found: QueryMetrics): ArmResult {
  return {
    losses: found.ndcg.map((value) => 1 - value),
    metrics: (queries) =>
      entriesOf(found).flatMap(([name, all]): MeasuredMetric[] => {
        const values = (queries === undefined ? all : take(all, queries)).filter((value) => !Number.isNaN(value));
        const { value, lower, upper } = meanInterval(values);
        return values.length === 0 ? [] : [{ name, value, low: lower, high: upper }];
      }),
  };
}

function compared(own: QueryMetrics, champion: QueryMetrics): ChampionComparison[] {
  const differences = new Map(entriesOf(own).map(([name, values]) => [name, pairedMeans(values, champion[name])]));
  const both = own.ndcg.filter((value, query) => !Number.isNaN(value + champion.ndcg[query]!)).length;
  return comparisonsOf(resultOf(own).metrics(), resultOf(champion).metrics(), differences, both);
}

const entriesOf = (found: QueryMetrics): [keyof QueryMetrics, Float64Array][] =>
  Object.entries(found) as [keyof QueryMetrics, Float64Array][];
