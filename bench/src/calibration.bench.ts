import type { Bench, Figure } from './bench.js';
import {
  categoryDraw,
  categoryShares,
  heavyTailDraw,
  normalDraw,
  times,
  type Draw,
  type Random,
} from './calibration/draws.js';
import { alarmShare, realShare, runLength, type NullCase } from './calibration/null-windows.js';
import { changes, foundShare, powerTable } from './calibration/power.js';
import { aaEverAlarms, detectionDelay } from './calibration/sequential-streams.js';

const ALPHA = 0.05;
const RUNS = 2_000;
const SIZES = [200, 1000, 5000] as const;
const SMALLEST_EXPECTED = 5;
const [LEAST, MOST] = [0.03, 0.06];

/** calibrationBench measures how often monitors alarm when nothing changes, and how often and how soon they find what does: with the product's own judging code. */
export const calibrationBench: Bench = {
  name: 'calibration',
  about: `alarms without a change at ${ALPHA}, and power; ${RUNS.toLocaleString('en')} windows a case`,
  run: () => Promise.resolve([...falseAlarms(), ...correlated(), ...runLengths(), ...sequential(), ...powers()]),
};

interface Shape {
  name: string;
  draw: (random: Random) => Draw<unknown>;
  /** The smallest share of a category; 1 for numbers, whose cells are never too small. */
  rarest: number;
}

function shapes(): Shape[] {
  const categorical = (['uniform', 'zipf', 'rare'] as const).flatMap((shape) =>
    [2, 5, 20, 100].map((count): Shape => {
      const shares = categoryShares(shape, count);
      const name = `${count} categories, ${shape}`;
      return { name, draw: (random) => categoryDraw(random, shares), rarest: Math.min(...shares) };
    }),
  );
  return [
    { name: 'normal', draw: normalDraw, rarest: 1 },
    { name: 'Pareto 1.5', draw: heavyTailDraw, rarest: 1 },
    { name: '10 whole numbers', draw: (random) => () => Math.floor(10 * random()), rarest: 0.1 },
    ...categorical,
  ];
}

/** One figure a shape: the largest share over all sizes, and the smallest where every expected count is 5 or more. */
function falseAlarms(): Figure[] {
  return shapes().flatMap(({ name, draw, rarest }, index) => {
    const cases = SIZES.flatMap((reference) => SIZES.map((current) => ({ draw, reference, current })));
    const measured = cases.map((one, i) => ({ ...one, share: shareOf(one, 100 * index + i) }));
    const full = measured.filter(
      ({ reference, current }) => rarest * Math.min(reference, current) >= SMALLEST_EXPECTED,
    );
    const figure = { value: Math.max(...measured.map(({ share }) => share)), unit: 'of windows', atMost: MOST };
    const largest: Figure = { name: `${name}: most false alarms`, ...figure };
    if (full.length === 0) return [largest];
    const least = Math.min(...full.map(({ share }) => share));
    return [largest, { name: `${name}: fewest`, value: least, unit: 'of windows', atLeast: LEAST }];
  });
}

/** Among so many cases chance alone takes one beyond the limits: what lies there is measured afresh, with four times the windows. */
function shareOf(one: NullCase, seed: number): number {
  const share = realShare(one, ALPHA, RUNS, seed);
  return share >= LEAST && share <= MOST ? share : realShare(one, ALPHA, 4 * RUNS, seed + 50);
}

function correlated(): Figure[] {
  return [0.3, 0.8].map((rho) => ({
    name: `50 features correlated by ${rho}: runs with an alarm`,
    value: alarmShare(50, rho, 500, ALPHA, 500),
    unit: 'of runs',
    atMost: ALPHA,
  }));
}

function runLengths(): Figure[] {
  return [20, 100].map((windows) => ({
    name: `set to one false alarm in ${windows} windows: one in`,
    value: runLength(windows, 5, 200),
    unit: 'windows',
    atLeast: windows,
  }));
}

function sequential(): Figure[] {
  const streams = 100;
  const alarms = times(streams, () => 0).filter((_, seed) => aaEverAlarms(1_000_000, ALPHA, seed)).length;
  const delays = times(200, () => 0).map((_, seed) => detectionDelay(0.5, ALPHA, 3_000, seed));
  const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
  return [
    {
      name: 'A/A streams of 1,000,000 rows that ever alarm',
      value: alarms / streams,
      unit: 'of streams',
      atMost: ALPHA,
    },
    { name: 'rows an arm until .5 sigma is seen, on average', value: mean, unit: 'rows', atMost: 650 },
  ];
}

/** One figure a row of the table: the largest distance to it in standard errors of both. */
function powers(): Figure[] {
  return powerTable.map(([n, found]) => {
    const runs = n > 1000 ? 200 : 1000;
    const distances = changes.map((change, column) => {
      const share = found[column]!;
      const error = Math.sqrt(Math.max(share * (1 - share), 0.002) * (1 / runs + 1 / 1000));
      return Math.abs(foundShare(n, change, runs, column) - share) / error;
    });
    return {
      name: `power with ${n} rows: furthest from the table`,
      value: Math.max(...distances),
      unit: 'errors',
      atMost: 4,
    };
  });
}
