import { fisherExactP, repeatsAmong, rowsIn, wilsonInterval, type Multiplicities } from '@slipway/stats';
import type { Limits, WindowVerdict } from './compare-window.js';
import { percentText, rowsText } from './verdict-words.js';

/** The name of the one number that a monitor of duplicates measures. */
const REPEATED_SHARE = 'repeated_share';

/**
 * checkDuplicates alarms when clearly more rows of a window repeat an earlier one than of as many rows of the reference: Fisher's exact test
 * below alpha AND the lower bound of the difference of the two shares (Wilson) above the floor. Both are told for as many rows as the smaller
 * side has, because more rows repeat each other more often.
 */
export function checkDuplicates(current: Multiplicities, reference: Multiplicities, limits: Limits): WindowVerdict {
  const { alpha, floor, minimumRows } = limits;
  const rows = rowsIn(current);
  const compared = Math.min(rows, rowsIn(reference));
  if (compared < minimumRows) {
    const whose = compared < rows ? 'of the reference' : 'in this window';
    const sentence = `Too few rows to tell: ${rowsText(compared)} ${whose}, ${minimumRows} needed.`;
    return { state: 'no_data', sentence, features: [] };
  }
  const [now, before] = [repeatsAmong(current, compared), repeatsAmong(reference, compared)];
  const here = wilsonInterval(now, compared, alpha);
  const there = wilsonInterval(before, compared, alpha);
  const pValue = now > before ? fisherExactP(Math.round(now), compared, Math.round(before), compared) : 1;
  const isReal = pValue < alpha;
  const more = Math.max(0, here.lower - there.upper);
  const isFiring = isReal && more > floor;
  const shares = `${percentText(here.value)} of rows repeat an earlier one of the window; of as many of the reference ${percentText(there.value)} do`;
  const sure = `at least ${percentText(more)} more`;
  const verdict = isFiring
    ? `: ${sure}, floor ${percentText(floor)}`
    : isReal
      ? `: more for certain, but ${sure} is below the floor of ${percentText(floor)}`
      : '';
  const most =
    now > 0 && current.length > 1 ? ` The most frequent row came ${current.length.toLocaleString('en')} times.` : '';
  const metric = { name: REPEATED_SHARE };
  return {
    state: isFiring ? 'firing' : 'ok',
    sentence: `${shares}${verdict}.${most} ${rowsText(rows)}.`,
    features: [],
    metrics: [{ ...metric, value: here.value, low: here.lower, high: here.upper }],
    estimates: [{ ...metric, value: there.value, low: there.lower, high: there.upper }],
  };
}
