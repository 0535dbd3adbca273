import { wilsonInterval } from '@slipway/stats';
import type { Limits, WindowVerdict } from './compare-window.js';
import { percentText, rowsText } from './verdict-words.js';

/** OutlierCounts are the logged predictions of a window, how many have a value that the reference never showed, and in which features. */
export interface OutlierCounts {
  rows: number;
  outliers: number;
  features: readonly { feature: string; rows: number }[];
}

/** The name of the one number that a monitor of outliers measures. */
const OUTLIER_SHARE = 'outlier_share';

/**
 * checkOutliers alarms when the lower bound of the share of predictions with an outlier (Wilson, one-sided at alpha) is above the floor,
 * and above the share that chance alone gives rows of the reference's own kind.
 */
export function checkOutliers(counts: OutlierCounts, byChance: number, limits: Limits): WindowVerdict {
  const { rows, outliers } = counts;
  if (rows < limits.minimumRows) {
    const sentence = `Too few logged rows to tell: ${rowsText(rows)}, ${limits.minimumRows} needed.`;
    return { state: 'no_data', sentence, features: [] };
  }
  const { value, lower, upper } = wilsonInterval(outliers, rows, 2 * limits.alpha);
  const isFiring = lower > Math.max(limits.floor, byChance);
  const most = counts.features.slice(0, 3).map(({ feature, rows: some }) => `${feature} ${percentText(some / rows)}`);
  const where = most.length === 0 ? '' : ` Most often ${most.join(', ')}.`;
  const sentence = `${percentText(value)} of predictions (at least ${percentText(lower)}) have a value that the reference never showed; ${percentText(byChance)} by chance alone, limit ${percentText(limits.floor)}.${where} ${rowsText(rows)}.`;
  return {
    state: isFiring ? 'firing' : 'ok',
    sentence,
    features: [],
    metrics: [{ name: OUTLIER_SHARE, value, low: lower, high: upper }],
  };
}
