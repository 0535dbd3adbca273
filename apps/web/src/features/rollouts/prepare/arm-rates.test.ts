import { describe, expect, it } from 'vitest';
import { aGuardrail } from '@slipway/testkit';
import { armRate, ratioInterval, ratioWords } from './arm-rates.js';

describe('armRate', () => {
  it('gives rate, counts and interval', () => {
    expect(armRate({ units: 1000, events: 5 })).toEqual({ rate: '0.5 %', of: '5 of 1k, [0.21 %, 1.2 %]' });
  });
  it('has no rate without units', () => {
    expect(armRate({ units: 0, events: 0 })).toEqual({ rate: '–', of: 'no data' });
  });
});

describe('ratioInterval', () => {
  it('is the interval of Katz for 20 of 4000 against 5 of 1000', () => {
    const [low, high] = ratioInterval({ units: 4000, events: 20 }, { units: 1000, events: 5 }) ?? [];
    expect(low).toBeCloseTo(0.376, 3);
    expect(high).toBeCloseTo(2.658, 3);
  });
  it('does not exist without an event', () => {
    expect(ratioInterval({ units: 10, events: 0 }, { units: 10, events: 1 })).toBeNull();
  });
});

describe('ratioWords', () => {
  it.each([
    ['both fail', {}, '1x [0.38, 2.66]'],
    ['only the candidate fails', { ratio: null, stable: { units: 10, events: 0 } }, 'candidate only'],
    [
      'nobody fails',
      { ratio: null, stable: { units: 10, events: 0 }, candidate: { units: 10, events: 0 } },
      'none at either',
    ],
    ['nobody was asked', { candidate: { units: 0, events: 0 } }, '–'],
  ])('%s', (_, change, words) => {
    expect(ratioWords({ ...aGuardrail, ...change })).toBe(words);
  });
});
