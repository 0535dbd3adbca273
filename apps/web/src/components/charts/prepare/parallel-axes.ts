import { numberOf, comparedValue, valueText, type Compared, type ValueKey } from './compared-values.js';

/** ParallelAxis is one upright axis: its ends as they are written, and where each thing crosses it (0 bottom, 1 top, null missing). */
export interface ParallelAxis {
  key: ValueKey;
  low: string;
  high: string;
  places: readonly (number | null)[];
}

/** parallelAxes lays one axis a key: numbers by size, texts in their order, one step each. A key with one value puts it in the middle. */
export const parallelAxes = (things: readonly Compared[], keys: readonly ValueKey[]): ParallelAxis[] =>
  keys.map((key) => axisOf(things, key)).filter((axis) => axis.places.some((place) => place !== null));

function axisOf(things: readonly Compared[], key: ValueKey): ParallelAxis {
  const values = things.map((thing) => comparedValue(thing, key));
  const numbers = values.map(numberOf);
  const allNumbers = values.every(
    (value, index) => value === null || numbers[index] !== null || key.kind === 'metrics',
  );
  const texts = [...new Set(values.filter((value) => value !== null).map(String))].sort();
  const sizes = allNumbers ? numbers : values.map((value) => (value === null ? null : texts.indexOf(String(value))));
  const known = sizes.filter((size) => size !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return {
    key,
    low: allNumbers ? valueText(known.length === 0 ? null : low) : (texts[0] ?? '–'),
    high: allNumbers ? valueText(known.length === 0 ? null : high) : (texts.at(-1) ?? '–'),
    places: sizes.map((size) => (size === null ? null : high === low ? 0.5 : (size - low) / (high - low))),
  };
}
