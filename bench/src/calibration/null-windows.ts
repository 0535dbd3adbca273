import { compareWindow } from '@slipway/core';
import { buildCategoricalCells, buildNumericCells, countValues, seededRandom, type Profile } from '@slipway/stats';
import { correlatedDraw, times, type Draw, type Random } from './draws.js';

/** As small as no change is: what is real is then what alarms, and the floor hides nothing. */
const NO_FLOOR = 1e-12;

/** NullCase is a feature that never changes, with so many rows in reference and window. */
export interface NullCase {
  draw: (random: Random) => Draw<unknown>;
  reference: number;
  current: number;
}

/** profileOf is the baseline of some values, as the product builds it. */
export function profileOf(values: readonly unknown[]): Profile {
  return typeof values[0] === 'number' ? buildNumericCells(values, { maxCells: 1000 }) : buildCategoricalCells(values);
}

/** realShare is the share of windows in which a monitor calls a feature's change real at `alpha`, each with a reference of its own. */
export function realShare({ draw, reference, current }: NullCase, alpha: number, runs: number, seed: number): number {
  const next = draw(seededRandom(seed));
  let real = 0;
  for (let run = 0; run < runs; run += 1) {
    const profile = profileOf(times(reference, next));
    const watched = [{ feature: 'x', profile, current: countValues(profile, times(current, next)) }];
    const { features } = compareWindow(watched, current, { alpha, floor: NO_FLOOR, minimumRows: 1 });
    if (features[0]?.verdict === 'drift' || features[0]?.verdict === 'small') real += 1;
  }
  return real / runs;
}

/** alarmShare is the share of windows in which a monitor of `features` correlated ones that never change finds any of them changed. */
export function alarmShare(features: number, rho: number, rows: number, alpha: number, runs: number): number {
  const next = correlatedDraw(seededRandom(50), features, rho);
  let alarms = 0;
  for (let run = 0; run < runs; run += 1) {
    const columns = (count: number): number[][] => {
      const drawn = times(count, next);
      return times(features, () => 0).map((_, feature) => drawn.map((row) => row[feature]!));
    };
    const profiles = columns(rows).map(profileOf);
    const watched = columns(rows).map((values, i) => {
      const profile = profiles[i]!;
      return { feature: `x${i}`, profile, current: countValues(profile, values) };
    });
    const { features: judged } = compareWindow(watched, rows, { alpha, floor: NO_FLOOR, minimumRows: 1 });
    if (judged.some(({ verdict }) => verdict === 'drift' || verdict === 'small')) alarms += 1;
  }
  return alarms / runs;
}

/**
 * runLength is the mean number of windows until a monitor set to one false alarm per `windows` windows alarms, over `monitors` monitors
 * that each keep one reference. A monitor that has not alarmed after 10 x `windows` counts as having alarmed then.
 */
export function runLength(windows: number, features: number, monitors: number): number {
  const next = correlatedDraw(seededRandom(21), features, 0.3);
  const columns = (rows: number): number[][] => {
    const drawn = times(rows, next);
    return Array.from({ length: features }, (_, feature) => drawn.map((row) => row[feature]!));
  };
  const limits = { alpha: 1 / windows, floor: NO_FLOOR, minimumRows: 1 };
  let total = 0;
  for (let monitor = 0; monitor < monitors; monitor += 1) {
    const profiles = columns(500).map(profileOf);
    let length = 1;
    for (; length < 10 * windows; length += 1) {
      const watched = columns(200).map((values, i) => {
        const profile = profiles[i]!;
        return { feature: `x${i}`, profile, current: countValues(profile, values) };
      });
      if (compareWindow(watched, 200, limits).state === 'firing') break;
    }
    total += length;
  }
  return total / monitors;
}
