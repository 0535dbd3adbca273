import type { ChangeCause, DriftCost, NewCategories, SliceMove } from '@slipway/contracts';
import { countOf, formatNumber, formatPercent } from '../../../lib/format.js';

const at: Record<ChangeCause['resolution'], Intl.DateTimeFormat> = {
  day: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }),
  hour: new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  }),
  minute: new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  }),
};

const isShare = ({ measure }: ChangeCause): boolean => measure.startsWith('share');

/** causeValue writes the explained mean: a share as percent, a loss as a number. */
export const causeValue = (cause: ChangeCause, value: number | null): string =>
  isShare(cause) ? formatPercent(value) : formatNumber(value);

/** causeSentence says what changed by how much, and since when. */
export function causeSentence(cause: ChangeCause): string {
  const { measure, reference, current, beganAt, resolution, before, after } = cause;
  const change = `The ${measure} went from ${causeValue(cause, reference)} to ${causeValue(cause, current)}.`;
  if (beganAt === null) return `${change} No moment stands out at which it began.`;
  const when = at[resolution].format(new Date(beganAt));
  return `${change} It began ${resolution === 'day' ? 'on' : 'at'} ${when}: ${causeValue(cause, before)} before, ${causeValue(cause, after)} since.`;
}

/** sliceText names the rows of a slice. */
export const sliceText = ({ feature, value }: SliceMove): string =>
  /^(up to|above) |^-?[\d.e+]+ to -?[\d.e+]+$|^missing$/.test(value) ? `${feature} ${value}` : `${feature} = ${value}`;

/** sliceReason says whether a slice adds by its size or by its own rows. */
export function sliceReason({ byShare, contribution, referenceShare, currentShare }: SliceMove): string {
  if (referenceShare === 0) return 'new here';
  if (currentShare === 0) return 'gone';
  const share = byShare / contribution;
  if (share > 2 / 3) return currentShare > referenceShare ? 'more of such rows' : 'fewer of such rows';
  return share < 1 / 3 ? 'such rows became otherwise' : 'both: their number and what they hold';
}

/** newCategoriesText lists new values of a feature by name. */
export function newCategoriesText({ feature, rows, values }: NewCategories): string {
  const named = values.map(({ value, rows: count }) => `${value} (${formatNumber(count)})`);
  const names = named.length > 0 ? `: ${named.join(', ')}` : ', none of them in the log';
  return `${feature}: ${countOf(rows, 'row')} with values that the reference never showed${names}.`;
}

/** costText says how a feature's change and a metric went together. */
export function costText({ feature, monitor, metric, windows, correlation, low, high }: DriftCost): string {
  const size = `rank correlation ${formatNumber(correlation, 2)} (${formatNumber(low, 2)} to ${formatNumber(high, 2)}), ${countOf(windows, 'window')}`;
  if (low > 0) return `The more ${feature} changes, the worse ${metric} of ${monitor}: ${size}.`;
  if (high < 0) return `${metric} of ${monitor} is better where ${feature} changes: ${size}.`;
  return `${feature} and ${metric} of ${monitor} do not clearly go together: ${size}.`;
}
