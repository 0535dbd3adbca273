import { describe, expect, it } from 'vitest';
import {
  countOf,
  formatAgo,
  formatBytes,
  formatCompact,
  formatDigest,
  formatInterval,
  formatMetric,
  formatMs,
  formatNumber,
  formatPercent,
  formatPValue,
  formatPredictionId,
  formatSpan,
  formatWeight,
  middleCut,
} from './format.js';

const now = Date.parse('2026-05-12T12:00:00Z');
const before = (ms: number) => new Date(now - ms).toISOString();

describe('numbers', () => {
  it.each([
    [950, '950'],
    [12_432, '12.4k'],
    [3_100_000, '3.1M'],
    [0.5, '0.5'],
    [null, '–'],
    [Number.NaN, '–'],
  ])('formatCompact(%s) = %s', (value, text) => expect(formatCompact(value)).toBe(text));
  it.each([
    [1234567, '1,234,567'],
    [0.12345, '0.123'],
    [undefined, '–'],
  ])('formatNumber(%s) = %s', (value, text) => expect(formatNumber(value)).toBe(text));
  it.each([
    [0, '0 %'],
    [0.0004, '0.04 %'],
    [0.012, '1.2 %'],
    [0.25, '25 %'],
    [0.9998, '99.9 %'],
    [1, '100 %'],
    [null, '–'],
  ])('formatPercent(%s) = %s', (value, text) => expect(formatPercent(value)).toBe(text));
  it('keeps the decimals of a metric', () =>
    expect([formatMetric(0.685), formatMetric(null)]).toEqual(['0.6850', '–']));
  it('reads weights as basis points', () => expect(formatWeight(2500)).toBe('25 %'));
  it.each([
    [0.0412, '0.041'],
    [3.2e-9, '3e-9'],
    [0, '< 1e-300'],
    [1, '1.000'],
    [null, '–'],
  ])('formatPValue(%s) = %s', (value, text) => expect(formatPValue(value)).toBe(text));
  it('names the level of an interval', () => expect(formatInterval(0.8, 0.912)).toBe('[0.800, 0.912] 95 %'));
  it('leaves out an unknown interval', () => expect(formatInterval(null, 1)).toBe(''));
});

describe('times', () => {
  it.each([
    [1_000, 'just now'],
    [40_000, '40 s ago'],
    [240_000, '4 min ago'],
    [-10_800_000, 'in 3 h'],
    [86_000_000, '23 h ago'],
  ])('formatAgo(%s ms) = %s', (ms, text) => expect(formatAgo(before(ms), now)).toBe(text));
  it('writes the date after a day', () => expect(formatAgo(before(3 * 86_400_000), now)).toMatch(/^9 May \d\d:\d\d$/));
  it('says never for a missing time', () => expect(formatAgo(null, now)).toBe('never'));
  it.each([
    [0.84, '0.8 ms'],
    [850, '850 ms'],
    [4200, '4.2 s'],
    [200_000, '3 min 20 s'],
    [59_600, '1 min'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
  ])('formatMs(%s) = %s', (ms, text) => expect(formatMs(ms)).toBe(text));
  it('measures an open span to now', () => expect(formatSpan(before(20_000), null, now)).toBe('20 s'));
});

describe('names', () => {
  it.each([
    [418, '418 B'],
    [3482, '3.4 KiB'],
    [12_700_000, '12.1 MiB'],
  ])('formatBytes(%s) = %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
  it('keeps 12 digits of a digest', () =>
    expect(formatDigest(`sha256:3f9a1c0b2d44${'0'.repeat(52)}`)).toBe('sha256:3f9a1c0b2d44'));
  it('keeps the last 8 characters of a prediction id', () =>
    expect(formatPredictionId('0190-aaaa-12345678')).toBe('…12345678'));
  it('counts with the right noun', () =>
    expect([countOf(1, 'model'), countOf(2, 'model')]).toEqual(['1 model', '2 models']));
  it('cuts in the middle', () => expect(middleCut('a'.repeat(60), 11)).toBe('aaaaa…aaaaa'));
});
