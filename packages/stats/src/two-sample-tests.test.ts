import { describe, expect, it } from 'vitest';
import { goldenSequence as golden, plasticSequence as plastic } from '../test/irrational-sequences.js';
import { andersonDarlingTwoSample } from './anderson-darling.js';
import { energyDistance, scaledWasserstein1, wasserstein1 } from './cdf-distances.js';
import { cramerVonMisesSf, cramerVonMisesTwoSample } from './cramer-von-mises.js';
import { kuiperTwoSample } from './kuiper.js';
import { mannWhitneyU } from './mann-whitney.js';

const squeezed = (m: number, a: number, b: number): number[] => plastic(m).map((u) => a * u + b);
const floored = (values: number[], scale: number, shift = 0): number[] =>
  values.map((u) => Math.floor(scale * u + shift));

const sets = {
  A: [golden(40), squeezed(55, 0.9, 0.05)],
  B: [golden(500), squeezed(700, 0.9, 0.05)],
  C: [golden(300), squeezed(300, 0.9, 0.09)],
  D: [floored(golden(120), 10), floored(plastic(150), 9, 1.5)],
  small: [golden(7), squeezed(9, 0.9, 0.2)],
  twelve: [golden(12), squeezed(17, 0.9, 0.2)],
  'tied small': [floored(golden(12), 4), floored(plastic(9), 4, 1)],
  shift: [golden(200), squeezed(150, 1, 0.35)],
} as const;

function near(actual: number, expected: number, relative = 1e-12): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

/** Made by scipy 1.17.1: Cramer-von Mises T and p, Mann-Whitney U and p, Anderson-Darling A2 and p, Wasserstein-1, energy distance. */
const scipy = [
  [
    'A',
    0.022535885167464187,
    0.9970637295683022,
    1092,
    0.9549169069449939,
    -0.9610583999003767,
    0.25,
    0.02655152865061842,
    0.04360500688194999,
  ],
  [
    'B',
    0.2509458730158656,
    0.18729007635244888,
    175170,
    0.9771526677277065,
    3.848281934172372,
    0.009203147007352645,
    0.02532904143542059,
    0.04145113225876985,
  ],
  [
    'C',
    0.35015555555555977,
    0.09830785692868649,
    41531,
    0.10232065553962183,
    2.9549260056513607,
    0.02028026737811006,
    0.04004194290594808,
    0.06808463128229619,
  ],
  [
    'D',
    0.7316574074074111,
    0.010649158280298998,
    7248,
    0.005756869636386669,
    7.063919249841646,
    0.001,
    1,
    0.46799810066091324,
  ],
  [
    'small',
    0.1006944444444442,
    0.6423076923076924,
    24,
    0.46975524475524477,
    -0.483896549255138,
    0.25,
    0.12548498946810674,
    0.21418505904382837,
  ],
  [
    'twelve',
    0.08502366463826938,
    0.6980197581949338,
    83,
    0.4126758693072542,
    -0.571812700788819,
    0.25,
    0.08023930770981838,
    0.14111684964287766,
  ],
  [
    'tied small',
    0.38756613756613767,
    0.08297553839349504,
    27,
    0.05406924490613335,
    2.874088635513586,
    0.02181451915698369,
    1.1666666666666667,
    0.8296213623926711,
  ],
  [
    'shift',
    8.010399999999997,
    2.6431190569553564e-11,
    6358,
    2.83606042348721e-20,
    57.551995357158425,
    0.001,
    0.3475145989275296,
    0.4628885937386981,
  ],
] as const;

describe.each(scipy)('set %s agrees with scipy 1.17.1', (name, t, cvmP, u, mwuP, a2, adP, w1, energy) => {
  const [x, y] = sets[name];

  it('Cramer-von Mises', () => {
    const result = cramerVonMisesTwoSample(x, y);
    near(result.statistic, t, 1e-11);
    // Below 1e-6 scipy subtracts from 1 and loses its digits; the tail has a test of its own.
    if (cvmP > 1e-6) near(result.pValue, cvmP, 1e-11);
  });

  it('Mann-Whitney', () => {
    const result = mannWhitneyU(x, y);
    expect(result.statistic).toBe(u);
    near(result.pValue, mwuP, 1e-12);
  });

  it('Anderson-Darling', () => {
    const result = andersonDarlingTwoSample(x, y);
    near(result.statistic, a2, 1e-11);
    near(result.pValue, adP, 1e-11);
    expect(result.bound).toBe(adP === 0.25 ? 'at_least' : adP === 0.001 ? 'at_most' : null);
  });

  it('distances between the distribution functions', () => {
    near(wasserstein1(x, y), w1);
    near(energyDistance(x, y), energy);
  });
});

it.each([
  [0.1, 0.5848734384067948],
  [0.3, 0.1351712688051058],
  [0.6, 0.02238231213081401],
  [1, 0.002460452180133964],
  [2, 0.000012780736172781673],
  [5, 3.0539290331033876e-12],
  [8, 9.019756259927726e-19],
])('the tail of Cramer-von Mises at %f agrees with 40-digit quadrature', (x, expected) => {
  near(cramerVonMisesSf(x), expected, 1e-13);
});

it('exact and asymptotic Cramer-von Mises meet at 20 values a side', () => {
  const [x, y] = [golden(20), squeezed(20, 0.9, 0.25)];
  const exact = cramerVonMisesTwoSample(x, y);
  expect(exact.method).toBe('exact');
  const longer = cramerVonMisesTwoSample([...x, 0.5], y);
  expect(longer.method).toBe('asymp');
  expect(Math.abs(longer.pValue - exact.pValue)).toBeLessThan(0.05);
});

it.each([
  ['B', 0.104, 0.038093087985679536],
  ['C', 0.10666666666666665, 0.3596784983396133],
] as const)('Kuiper of set %s', (name, v, p) => {
  const [x, y] = sets[name];
  const result = kuiperTwoSample(x, y);
  near(result.statistic, v, 1e-14);
  near(result.pValue, p);
});

it('Kuiper does not care where the day begins', () => {
  const turned = (hours: readonly number[]): number[] => hours.map((hour) => (hour + 7.3) % 24);
  const [x, y] = [golden(200).map((u) => 24 * u), squeezed(260, 12, 6)];
  near(kuiperTwoSample(turned(x), turned(y)).statistic, kuiperTwoSample(x, y).statistic, 1e-12);
});

it('distances have the units that they say', () => {
  const [x, y] = sets.A;
  const inCents = (values: readonly number[]): number[] => values.map((value) => 100 * value);
  near(wasserstein1(inCents(x), inCents(y)), 100 * wasserstein1(x, y));
  near(energyDistance(inCents(x), inCents(y)), 10 * energyDistance(x, y));
  near(scaledWasserstein1(inCents(x), inCents(y)), scaledWasserstein1(x, y));
});

describe.each([
  ['cramerVonMises', cramerVonMisesTwoSample],
  ['mannWhitney', mannWhitneyU],
  ['andersonDarling', andersonDarlingTwoSample],
  ['kuiper', kuiperTwoSample],
] as const)('%s', (_name, test) => {
  it('is NaN for an empty sample and for NaN', () => {
    expect(test([], [1, 2, 3, 4]).pValue).toBeNaN();
    expect(test([1, 2, NaN], [1, 2, 3, 4]).pValue).toBeNaN();
  });

  it('does not care about order, and swapping the samples changes no p-value', () => {
    const [x, y] = sets.D;
    const p = test(x, y).pValue;
    expect(test([...x].reverse(), [...y].reverse()).pValue).toBe(p);
    near(test(y, x).pValue, p, 1e-10);
  });

  it('takes infinities as the ends of the line', () => {
    const [x, y] = sets.A;
    const cut = (values: readonly number[], top: number): number[] => values.map((v) => (v > 0.9 ? top : v));
    expect(test(cut(x, Infinity), cut(y, Infinity)).pValue).toBe(test(cut(x, 7), cut(y, 7)).pValue);
  });
});
