import type { WindowSize } from '@slipway/contracts';
import { fewerThanUsual } from '@slipway/stats';
import type { Limits, WindowVerdict } from './compare-window.js';
import { LEAST_DAYS, type EarlierWindows } from './earlier-windows.js';
import { percentText } from './verdict-words.js';

/** The name of the one number that a monitor of volume measures. */
const PREDICTIONS = 'predictions';

/** Of the same time of many weeks one in five may be a holiday or a rush. Days of a week differ for a reason: cut off, both weekend days would be gone. */
const TRIMMED = { week: 0.2, day: 0 };

/** Volume is how many predictions reached a model in a window, failed ones too, and in each of the earlier ones. */
export interface Volume {
  count: number;
  earlier: readonly number[];
  by: EarlierWindows['by'];
  isEnough: boolean;
}

/**
 * checkVolume alarms when fewer predictions came than usual at that time: for certain (one-sided p of fewerThanUsual below alpha) AND so many
 * fewer that the lower bound of the missing share is above the floor. More than usual never alarms; what is usually below `minimumRows` tells nothing.
 */
export function checkVolume({ count, earlier, by, isEnough }: Volume, size: WindowSize, limits: Limits): WindowVerdict {
  const came = count === 0 ? 'No predictions came' : `${count.toLocaleString('en')} predictions came`;
  if (!isEnough) {
    const sentence = `${came}. Not enough yet to say how many are usual: it takes ${LEAST_DAYS} earlier days without an alarm, ${earlier.length} ${earlier.length === 1 ? 'is' : 'are'} known.`;
    return { state: 'no_data', sentence, features: [], metrics: [measured(count)] };
  }
  const { usual, low, high, pValue, missingLow } = fewerThanUsual(count, earlier, limits.alpha, TRIMMED[by]);
  const told = {
    features: [],
    metrics: [measured(count)],
    estimates: [{ name: PREDICTIONS, value: usual, low, high }],
  };
  const least = Math.round(usual);
  if (usual < limits.minimumRows) {
    const sentence = `${came}; ${whenOf(size, by)} it is usually about ${least.toLocaleString('en')}: too few to tell, ${limits.minimumRows.toLocaleString('en')} needed.`;
    return { state: 'no_data', sentence, ...told };
  }
  const known = `${whenOf(size, by)} it is usually about ${least.toLocaleString('en')} (${rounded(low)} to ${rounded(high)}), by the last ${earlier.length} ${by}s`;
  const isFewer = pValue < limits.alpha;
  if (!isFewer) return { state: 'ok', sentence: `${came}; ${known}.`, ...told };
  const missing = `at least ${percentText(missingLow)} are missing`;
  if (missingLow <= limits.floor) {
    const sentence = `${came}; ${known}. Fewer for certain, but too few fewer for an alarm: ${missing}, floor ${percentText(limits.floor)}.`;
    return { state: 'ok', sentence, ...told };
  }
  return {
    state: 'firing',
    sentence: `${count === 0 ? '' : 'Only '}${came}; ${known}: ${missing}, floor ${percentText(limits.floor)}.`,
    ...told,
  };
}

const measured = (count: number) => ({ name: PREDICTIONS, value: count, low: null, high: null });
const rounded = (count: number): string => Math.round(count).toLocaleString('en');

function whenOf(size: WindowSize, by: EarlierWindows['by']): string {
  if (size === 'day') return by === 'week' ? 'on this day of the week' : 'in a day';
  return by === 'week' ? `in this ${size} of the week` : `in this ${size} of the day`;
}
