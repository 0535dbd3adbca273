import type { Monitor } from '@slipway/contracts';

/** FlooredKind is a kind of monitor whose alarms need a change above a floor; one of performance has a limit instead. */
export type FlooredKind = Exclude<Monitor['kind'], 'performance'>;

/** floorMeans is what the floor of a kind is a share of. */
export const floorMeans: Record<FlooredKind, string> = {
  drift: 'Share of traffic that moved',
  quality: 'Share of values that went bad',
  outliers: 'Share of predictions with an outlier',
  duplicates: 'Share of rows, beyond the reference',
  volume: 'Share of the usual number that is missing',
};

/** kindLabels are the kinds of monitors in a word or two, those of data quality after each other. */
export const kindLabels: Record<Monitor['kind'], string> = {
  drift: 'Drift',
  quality: 'Data quality: values',
  outliers: 'Data quality: outliers',
  duplicates: 'Data quality: duplicates',
  volume: 'Data quality: volume',
  performance: 'Performance',
};

/** kindQuestions are what a monitor of each kind asks of a window. */
export const kindQuestions: Record<Monitor['kind'], string> = {
  drift: 'Are inputs and predictions still spread as in the reference?',
  quality: 'Are values missing, new or out of the reference’s range?',
  outliers: 'How many predictions have a value that the reference never showed?',
  duplicates: 'Do rows come twice, as when a client repeats itself, more often than in the reference?',
  volume: 'Do fewer predictions come than usual at that hour? Counted by the clock, no reference needed.',
  performance: 'Do predictions agree with what really happened? Needs feedback.',
};

/** kindWatches are what a monitor of each kind looks at. */
export const kindWatches: Record<Monitor['kind'], string> = {
  drift: 'the spread of inputs and predictions',
  quality: 'missing, new and out-of-range values',
  outliers: 'predictions with a value that the reference never showed',
  duplicates: 'logged rows that repeat an earlier one of the window',
  volume: 'how many predictions come, against the same time before',
  performance: 'predictions against outcomes',
};

/** hasCauses is true for kinds whose windows can be explained; the verdict of the others says all that is known. */
export const hasCauses = (kind: Monitor['kind']): boolean =>
  kind === 'drift' || kind === 'quality' || kind === 'performance';

/** windowsOf are the lengths of window that a kind can have. */
export const windowsOf = (kind: Monitor['kind']): Monitor['window'][] =>
  kind === 'volume' ? ['minute', 'hour', 'day'] : ['minute', 'hour', 'day', 'week', 'month'];
