import type { ChampionComparison, Evaluation, EvaluationKind, MeasuredMetric, WorstRow } from '@slipway/contracts';
import type { ScoredColumns } from '../monitoring/index.js';
import type { SliceColumn } from './row-columns.js';

/** Asked says what to measure: the target's column, its positive value, the columns by which rows are grouped, and what makes it a ranking or several labels. */
export interface Asked {
  target: string;
  positive: string | null;
  slices: readonly string[];
  /** The column whose values are the queries of a ranking. */
  query: string | null;
  /** What stands between several labels of one row. */
  separator: string | null;
}

/** ArmResult is how one version does: what each unit costs (smaller is better; NaN where it said nothing), and metrics of all units or of some. */
export interface ArmResult {
  losses: Float64Array;
  metrics: (units?: readonly number[]) => MeasuredMetric[];
}

/** Details are the curves and tables behind the metrics; what does not fit the kind is null. */
export type Details = Pick<Evaluation, 'curves' | 'confusion' | 'thresholds' | 'classes' | 'residuals'>;

/** noDetails is what a kind without curves and tables has. */
export const noDetails: Details = { curves: null, confusion: null, thresholds: null, classes: null, residuals: null };

/** Measured is what rows and predictions come to. A unit is what counts as one: a row, or a query of a ranking. */
export interface Measured {
  kind: EvaluationKind;
  rows: number;
  /** The place of each unit (of a query's first row) in the dataset, counted from 0. */
  rowNumbers: Float64Array;
  slices: readonly SliceColumn[];
  own: ArmResult;
  /** What the champion makes of the same units. */
  champion: ArmResult | null;
  said: (unit: number) => Pick<WorstRow, 'target' | 'predicted'>;
  compare: (random: () => number) => ChampionComparison[];
  details: (random: () => number) => Details;
}

/** Collector gathers what an evaluation of one kind needs of each row. */
export interface Collector {
  /** Rows seen so far. */
  readonly seen: number;
  /** Rows that cannot be measured: without a target, or without a finite prediction of the first arm. */
  readonly skipped: { noTarget: number; noPrediction: number };
  /** add takes a batch of rows with the predictions of each arm for them: the version first, then the champion where there is one. */
  add(batch: ScoredColumns): void;
  /** finish measures what was gathered; `schema_mismatch` when nothing fits. */
  finish(): Measured;
}

/** isMissing tells whether a target says nothing. */
export const isMissing = (target: unknown): boolean => target === null || target === undefined || target === '';

/** toNumber is NaN for nothing and for what is no number. */
export const toNumber = (value: unknown): number => (value === null || value === undefined ? NaN : Number(value));
