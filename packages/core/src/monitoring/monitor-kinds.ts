/** isOfLog is true for monitors that read logged rows, which tell single predictions apart; the others read counts of all of them. */
export const isOfLog = ({ kind, slice }: { kind: string; slice?: unknown }): boolean =>
  kind === 'performance' || kind === 'outliers' || kind === 'duplicates' || (slice ?? null) !== null;

/** needsBaseline is true for monitors that compare with a reference; outcomes and numbers of predictions speak for themselves. */
export const needsBaseline = (kind: string): boolean => kind !== 'performance' && kind !== 'volume';

/** comparesFeatures is true for monitors whose windows hold counts of features, which can be put side by side. */
export const comparesFeatures = (kind: string): boolean =>
  kind === 'drift' || kind === 'quality' || kind === 'outliers';

/** isExplained is true for monitors whose windows have causes to be looked for; the verdict of the others says all. */
export const isExplained = (kind: string): boolean => kind === 'drift' || kind === 'quality' || kind === 'performance';
