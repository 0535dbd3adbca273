import { describe, expect, it } from 'vitest';
import { simulateCondition, type CountedMinute } from './simulate-condition.js';

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute));
const traffic = (errorsByMinute: readonly number[]): CountedMinute[] =>
  errorsByMinute.map((errors, minute) => ({ at: at(minute), requests: 100, errors, slower: 0 }));
const condition = { limit: 0.1, forMinutes: 2, minRequests: 20 };

describe('simulateCondition', () => {
  it('opens one alert while the share stays over the limit, and ends it when it is back', () => {
    const minutes = traffic([0, 0, 60, 60, 0, 0, 0, 60, 60]);
    expect(simulateCondition('endpoint_errors', condition, minutes, at(0), at(9))).toMatchObject([
      { startedAt: at(3), endedAt: at(6) },
      { startedAt: at(8), endedAt: null },
    ]);
  });

  it('counts minutes that nobody counted as silent, but none before the beginning', () => {
    const minutes = traffic([0, 0, 0, 0]);
    expect(simulateCondition('endpoint_silent', condition, minutes, at(0), at(8))).toMatchObject([
      { startedAt: at(6), endedAt: null, sentence: 'No request for 2 min.' },
    ]);
    expect(simulateCondition('endpoint_silent', condition, [], at(0), at(1))).toEqual([]);
  });
});
