import { describe, expect, it } from 'vitest';
import { goldenSequence as golden, plasticSequence as plastic } from '../test/irrational-sequences.js';
import { ksPValue, ksTwoSample } from './ks-two-sample.js';
import type { KsOptions } from './ks-two-sample.js';

const squeezed = (m: number, a: number, b: number): number[] => plastic(m).map((u) => a * u + b);

const A = [golden(40), squeezed(55, 0.9, 0.05)] as const;
const B = [golden(500), squeezed(700, 0.9, 0.05)] as const;
const C = [golden(300), squeezed(300, 0.9, 0.09)] as const;
const D = [golden(120).map((u) => Math.floor(10 * u)), plastic(150).map((u) => Math.floor(9 * u + 1.5))] as const;

function near(actual: number, expected: number, relative = 1e-12): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe('ksTwoSample agrees with scipy 1.17.1', () => {
  it.each([
    ['A', A, 0.06363636363636363, 0.9998423255577167, 0.9998990065711514, 0.27050983124842354],
    ['B', B, 0.052571428571428575, 0.38205325172744653, 0.3818341399969577, 0.052622469985706744],
    ['C', C, 0.09333333333333334, 0.14660689047075634, 0.13751375701745139, 0.092089322474976143],
    ['D', D, 0.15333333333333332, 0.07860279544770195, 0.07682138028048831, 1],
  ] as const)('set %s', (_name, [x, y], d, exact, asymp, location) => {
    const result = ksTwoSample(x, y);
    near(result.statistic, d, 1e-15);
    near(result.pValue, exact);
    expect(result).toMatchObject({ location, sign: 1, method: 'exact' });
    near(ksTwoSample(x, y, { method: 'asymp' }).pValue, asymp);
  });

  it.each([
    ['A less', A, 'less', 0.05909090909090909, 0.8095245857471783],
    ['A greater', A, 'greater', 0.06363636363636363, 0.7903860347144881],
    ['C less', C, 'less', 0.013333333333333334, 0.9481466300072291],
    ['C greater', C, 'greater', 0.09333333333333334, 0.07333105914067911],
    ['D greater', D, 'greater', 0.15333333333333332, 0.03930342952228793],
    ['D less', D, 'less', 0, 1],
  ] as const)('one-sided %s', (_name, [x, y], alternative, d, p) => {
    const result = ksTwoSample(x, y, { alternative });
    near(result.statistic, d, 1e-14);
    near(result.pValue, p);
  });

  it.each([
    [3, 4, 5 / 12, 0.8857142857142858],
    [3, 4, 9 / 12, 0.22857142857142862],
    [5, 7, 20 / 35, 0.23737373737373738],
    [10, 10, 0.6, 0.05244755244755244],
    [50, 73, 911 / 3650, 0.0394960572944574],
    [100, 100, 0.19, 0.0539020789313],
    [200, 301, 7469 / 60200, 0.044352857334395625],
    [500, 500, 0.086, 0.04950261174890187],
    [1000, 1001, 60867 / 1001000, 0.04565542302033365],
    [1200, 900, 794 / 3600, 2.21059570335556e-22],
    [9999, 10000, 1414107 / 99990000, 0.2666383010045117],
    [10000, 10000, 0.0424, 3.101038755709402e-8],
  ])('lattice p-value of %i and %i at D = %f', (n1, n2, d, p) => {
    near(ksPValue(d, n1, n2).pValue, p);
  });

  it.each([
    [700, 500, 500 / 3500, 5.929685856426944e-6],
    [900, 401, 30_000 / 360_900, 0.02015198206382165],
    [800, 799, 200_000 / 639_200, 2.266276237219066e-35],
  ])('one-sided %i and %i at D = %f, where scipy overflows, agrees with rational arithmetic', (n1, n2, d, p) => {
    near(ksPValue(d, n1, n2, { alternative: 'less' }).pValue, p);
    near(ksPValue(d, n1, n2, { alternative: 'greater' }).pValue, p);
  });

  it('seams at 10,001 values a side', () => {
    expect(ksPValue(0.02, 10_000, 10_000).method).toBe('exact');
    expect(ksPValue(0.02, 10_001, 10_000).method).toBe('asymp');
  });
});

describe('ksTwoSample at the edges', () => {
  it.each<[string, number[], number[], KsOptions]>([
    ['an empty sample', [], [1], {}],
    ['a NaN', [1, NaN, 2], [1], {}],
    ['a NaN, one-sided', [1], [NaN], { alternative: 'less' }],
  ])('%s gives NaN', (_name, x, y, options) => {
    const result = ksTwoSample(x, y, options);
    expect([result.statistic, result.pValue, result.location, result.sign]).toEqual([NaN, NaN, NaN, NaN]);
  });

  it('treats infinities as ordinary values and one value against one as D = 1, p = 1', () => {
    expect(ksTwoSample([-Infinity, 0], [0, Infinity]).statistic).toBe(0.5);
    expect(ksTwoSample([1], [2])).toMatchObject({ statistic: 1, pValue: 1, location: 1, sign: 1 });
    expect(ksTwoSample([1], [2], { method: 'asymp' }).pValue).toBeNaN();
  });

  it('gives D = 0, p = 1, sign + for identical samples and sign - when only the second lies above', () => {
    expect(ksTwoSample([3, 1, 2], [1, 2, 3])).toMatchObject({ statistic: 0, pValue: 1, sign: 1 });
    expect(ksTwoSample([5, 6], [1, 2])).toMatchObject({ statistic: 1, sign: -1, location: 2 });
  });

  it('puts a tied extreme at its first place in the first sample', () => {
    expect(ksTwoSample([1, 4], [2, 3, 5, 6])).toMatchObject({
      statistic: 0.5,
      location: 1,
      sign: 1,
    });
  });
});
