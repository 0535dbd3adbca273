import { compareWindow, type WatchedFeature } from '@slipway/core';
import {
  monthRows,
  readFlights,
  rowsFrom,
  westernHubs,
  type FlightMonth,
  type Flights,
} from '@slipway/example-flights/flights-data';
import {
  countValues,
  jensenShannonDistance,
  ksTwoSample,
  ksTwoSampleSorted,
  mannWhitneyU,
  cramerVonMisesTwoSample,
  populationStabilityIndex,
  scaledWasserstein1,
  sortedDoubles,
  totalVariation,
  wasserstein1,
} from '@slipway/stats';
import { beforeAll, describe, expect, it } from 'vitest';
import { profileOf } from './null-windows.js';

/** Against January, by scipy 1.17.1 on the same file: D of the delay, where, its sign, W1, W1 / standard deviation; D and p of the distance; base e Jensen-Shannon distance and total variation of the origin. */
const golden = [
  [2, 0.0293858106, 2, 1, 2.63323298, 0.08516416, 0.0028729203, 0.0374, 0.01012362, 0.00679365],
  [3, 0.0212574265, -11, 1, 1.1017449, 0.03563269, 0.0035320433, 0.00345, 0.01313928, 0.0099352],
  [4, 0.0362949415, 3, -1, 1.5527585, 0.05021939, 0.003411036, 0.00563, 0.02451962, 0.01153476],
  [5, 0.0623068561, 1, -1, 3.11408674, 0.10071595, 0.0034161377, 0.00498, 0.03181607, 0.01671327],
  [6, 0.0253669325, -11, 1, 2.70531496, 0.08749543, 0.0088038989, 2.0e-17, 0.03723621, 0.02269839],
] as const;

interface Month {
  delay: Float64Array;
  distance: Float64Array;
  origins: number[];
  hubs: string[];
}

let flights: Flights;
let january: Month;
const valuesOf = (rows: Int32Array, of: Int16Array): Float64Array => Float64Array.from(rows, (row) => of[row]!);
function monthOf(month: FlightMonth, rows = monthRows(flights, month)): Month {
  const origins = flights.airports.map(() => 0);
  for (const row of rows) origins[flights.origin[row]!]! += 1;
  const hubs = Array.from(rows, (row) => flights.airports[flights.origin[row]!]!);
  return { delay: valuesOf(rows, flights.delayMin), distance: valuesOf(rows, flights.distanceMi), origins, hubs };
}

beforeAll(async () => {
  flights = await readFlights();
  january = monthOf(1);
}, 60_000);

describe('3,000,000 flights, each month against January', () => {
  it.each(golden)('month %i', (month, d, location, sign, w1, scaled, distanceD, distanceP, js, tv) => {
    const current = monthOf(month);
    const delay = ksTwoSample(january.delay, current.delay);
    expect(delay).toMatchObject({ statistic: expect.closeTo(d, 9), location, sign });
    expect(wasserstein1(january.delay, current.delay)).toBeCloseTo(w1, 7);
    expect(scaledWasserstein1(january.delay, current.delay)).toBeCloseTo(scaled, 7);
    const distance = ksTwoSample(january.distance, current.distance);
    expect(distance.statistic).toBeCloseTo(distanceD, 9);
    expect(Math.abs(distance.pValue / distanceP - 1)).toBeLessThan(0.05);
    expect(jensenShannonDistance(january.origins, current.origins, 'e')).toBeCloseTo(js, 7);
    expect(totalVariation(january.origins, current.origins)).toBeCloseTo(tv, 7);
  });

  it('January by even and odd rows', () => {
    const [even, odd] = [0, 1].map((rest) => sortedDoubles(january.delay.filter((_, row) => row % 2 === rest)));
    const { statistic, pValue } = ksTwoSampleSorted(even!, odd!);
    expect(statistic).toBeCloseTo(0.0016403915, 9);
    expect(pValue).toBeCloseTo(0.8832616424, 9);
  });

  it('the first 1,000 rows against the next 1,200, and 5,000 against 5,000', () => {
    const [x, y] = [january.delay.slice(0, 1000), january.delay.slice(1000, 2200)];
    expect(ksTwoSample(x, y)).toMatchObject({
      statistic: expect.closeTo(0.03766666666666667, 14),
      pValue: expect.closeTo(0.4108498880151759, 12),
    });
    expect(ksTwoSample(x, y, { method: 'asymp' }).pValue).toBeCloseTo(0.41178613231130257, 12);
    expect(mannWhitneyU(x, y)).toMatchObject({ statistic: 615937, pValue: expect.closeTo(0.28263062057313526, 12) });
    expect(cramerVonMisesTwoSample(x, y)).toMatchObject({
      statistic: expect.closeTo(0.21520022727276, 10),
      pValue: expect.closeTo(0.23997190202084473, 10),
    });
    const { statistic, pValue } = ksTwoSample(january.delay.slice(0, 5000), january.delay.slice(5000, 10_000));
    expect(statistic).toBeCloseTo(0.1106, 12);
    expect(pValue / 4.864635747583594e-27).toBeCloseTo(1, 10);
  });
});

describe('what a monitor with its default floor says of May', () => {
  const limits = { alpha: 0.01, floor: 0.1, minimumRows: 200 };
  const watched = (month: Month): WatchedFeature[] =>
    (
      [
        ['delay', january.delay, month.delay],
        ['distance', january.distance, month.distance],
        ['origin', january.hubs, month.hubs],
      ] as const
    ).map(([feature, reference, values]) => {
      const profile = profileOf(Array.from<unknown>(reference));
      return { feature, profile, current: countValues(profile, values) };
    });

  it('all of it: delays really changed, but too little to alarm, and it says both', () => {
    const may = monthOf(5);
    const { state, sentence, features } = compareWindow(watched(may), may.delay.length, limits);
    const [delay] = features;
    expect(delay).toMatchObject({ verdict: 'small', effect: expect.closeTo(0.0623, 3) });
    expect(delay!.adjustedP).toBeLessThan(1e-100);
    expect(state).toBe('ok');
    expect(sentence).toContain('changed for certain');
    expect(sentence).toContain('delay D .062');
    expect(sentence).toContain('below the floor of .1');
  });

  it('from western hubs alone: an alarm', () => {
    const western = monthOf(5, rowsFrom(flights, monthRows(flights, 5), westernHubs));
    const { state, features } = compareWindow(watched(western), western.delay.length, limits);
    expect(state).toBe('firing');
    expect(features.map(({ feature, verdict }) => [feature, verdict])).toEqual([
      ['delay', expect.any(String)],
      ['distance', 'drift'],
      ['origin', 'drift'],
    ]);
  });
});

it('the stability index of May on the deciles of January', () => {
  const sorted = sortedDoubles(january.delay);
  const edges = Array.from({ length: 9 }, (_, i) => sorted[Math.ceil(((i + 1) * sorted.length) / 10) - 1]!);
  const counts = (values: Float64Array): number[] => {
    const cells = Array.from({ length: 10 }, () => 0);
    for (const value of values) cells[edges.filter((edge) => edge < value).length]! += 1;
    return cells;
  };
  expect(populationStabilityIndex(counts(january.delay), counts(monthOf(5).delay))).toBeCloseTo(0.02027235, 8);
});
