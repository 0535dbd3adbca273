import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { compareWindow } from '@slipway/core';
import { buildNumericCells, cellLocator, countValues, ksTwoSample, seededRandom, type Profile } from '@slipway/stats';
import { cpuMs, median, type Bench, type Figure } from './bench.js';
import { normalDraw, times } from './calibration/draws.js';
import { pairsOf } from './calibration/pairs-of.js';
import type { MillionRows } from './compare-million-rows.js';
import { monitorRuns } from './monitor-runs.js';

const FEATURES = 50;
const ROUNDS = 5;
const EVENTS = 20_000;
const millionRows = fileURLToPath(new URL('compare-million-rows.js', import.meta.url));

/** driftBench measures what monitoring costs: in processor time exact tests on rows, one event into its cells and a window judged, and whole runs of a monitor on a database. */
export const driftBench: Bench = {
  name: 'drift',
  about: `${FEATURES} features: exact tests on rows, one event into its cells, one window judged, one run of a monitor`,
  run: async () => [...exactTests(), ...(await largeTests()), ...cellCosts(), ...(await monitorRuns())],
};

function exactTests(): Figure[] {
  const pairs = times(FEATURES, pairsOf(10_000));
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    rounds.push(cpuMs(() => pairs.map(([x, y]) => ksTwoSample(x, y, { method: 'exact' }))));
  return [{ name: '10,000 against 10,000 rows, exact p', value: median(rounds), unit: 'ms', atMost: 100 }];
}

/** A process of its own, as heavy tests run off the thread that answers requests. */
async function largeTests(): Promise<Figure[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [millionRows, String(FEATURES)]);
  const { cpuMs: ms, mostBytes } = JSON.parse(stdout) as MillionRows;
  return [
    { name: '1,000,000 against 1,000,000 rows', value: ms / 1000, unit: 's', atMost: 10 },
    {
      name: '1,000,000 against 1,000,000 rows, memory of the process',
      value: mostBytes / 1e6,
      unit: 'MB',
      atMost: 300,
    },
  ];
}

function cellCosts(): Figure[] {
  const normal = normalDraw(seededRandom(3));
  const profiles = times(FEATURES, () => buildNumericCells(times(20_000, normal), { maxCells: 1000 }));
  const events = times(1_000, () => times(FEATURES, normal));
  const counts = profiles.map(({ counts: { length } }) => new Int32Array(length));
  const locators = profiles.map((profile) => cellLocator(profile));
  const count = (event: readonly number[]): void =>
    locators.forEach((locate, feature) => (counts[feature]![locate(event[feature])]! += 1));
  events.forEach(count);
  const eventsMs = cpuMs(() => {
    for (let event = 0; event < EVENTS; event += 1) count(events[event % events.length]!);
  });
  const [few, many] = [judgeMs(profiles, 1_000_000), judgeMs(profiles, 100_000_000)];
  return [
    {
      name: `one event into the cells of ${FEATURES} features`,
      value: (eventsMs / EVENTS) * 1e3,
      unit: 'us',
      atMost: 7.5,
    },
    { name: 'a window of 1,000,000 events judged', value: few, unit: 'ms' },
    { name: 'a window of 100,000,000 events judged', value: many, unit: 'ms' },
    { name: 'the second as a multiple of the first', value: many / few, unit: 'x', atMost: 1.5 },
  ];
}

/** Counts as that many events of a stream that moved a little would have left them. */
function judgeMs(profiles: readonly Profile[], events: number): number {
  const normal = normalDraw(seededRandom(4));
  const watched = profiles.map((profile, i) => {
    const some = countValues(
      profile,
      times(10_000, () => normal() + 0.02),
    );
    return { feature: `x${i}`, profile, current: some.map((cell) => (cell * events) / 10_000) };
  });
  const limits = { alpha: 0.01, floor: 0.1, minimumRows: 200 };
  const rounds: number[] = [];
  for (let round = 0; round < 2 * ROUNDS; round += 1) rounds.push(cpuMs(() => compareWindow(watched, events, limits)));
  return median(rounds);
}
