import type { Monitor } from '@slipway/contracts';

/** FlooredKind is a kind of monitor whose alarms need a change above a floor; one of performance has a limit instead. */
export type FlooredKind = Exclude<Monitor['kind'], 'performance'>;

/** floorMeans is what the floor of a kind is a share of. */
export const floorMeans: Record<FlooredKind, string> = {
  drift: 'Share of traffic that moved',
  quality: 'Share of values that went bad',
  outliers: 'Share of predictions with an outlier',
};
