import { multiplicitiesOf, seededRandom } from '@slipway/stats';
import { describe, expect, it } from 'vitest';
import { checkDuplicates } from './check-duplicates.js';

const limits = { alpha: 0.01, floor: 0.05, minimumRows: 200 };
/** `pairs` rows come twice, the others once. */
const pairs = (rows: number, pairsOf: number): number[] => [rows - 2 * pairsOf, pairsOf];

describe('checkDuplicates', () => {
  it.each([
    ['none on either side', pairs(1_000, 0), pairs(10_000, 0), 'ok'],
    ['a fifth repeats where nothing did', pairs(1_000, 200), pairs(10_000, 0), 'firing'],
    ['one row came over and over', [800, ...Array<number>(198).fill(0), 1], pairs(10_000, 0), 'firing'],
    ['more for certain, below the floor', pairs(1_000, 30), pairs(10_000, 0), 'ok'],
    ['a large reference repeats itself more often, for its size', pairs(1_000, 0), pairs(10_000, 4_000), 'ok'],
    ['as often as the reference', pairs(5_000, 1_000), pairs(5_000, 1_000), 'ok'],
    ['fewer than the reference', pairs(5_000, 0), pairs(5_000, 1_000), 'ok'],
    ['a small window', pairs(100, 50), pairs(10_000, 0), 'no_data'],
    ['a small reference', pairs(1_000, 500), pairs(100, 0), 'no_data'],
    ['nothing at all', [], [], 'no_data'],
  ])('%s', (_name, current, reference, state) => {
    expect(checkDuplicates(current, reference, limits).state).toBe(state);
  });

  it('says how many, against what, and how often one came at most', () => {
    const { sentence, metrics, estimates } = checkDuplicates(pairs(1_000, 200), pairs(10_000, 0), limits);
    expect(sentence).toBe(
      '20 % of rows repeat an earlier one of the window; of as many of the reference 0 % do: at least 16 % more, floor 5 %. The most frequent row came 2 times. 1,000 rows.',
    );
    expect(metrics).toMatchObject([{ name: 'repeated_share', value: 0.2 }]);
    expect(estimates).toMatchObject([{ name: 'repeated_share', value: expect.closeTo(0, 12) }]);
  });

  it.each([20, 2_000, 100_000])('rows of %i equally frequent values: no false alarms', (values) => {
    const random = seededRandom(values);
    const drawn = (rows: number) =>
      multiplicitiesOf(Array.from({ length: rows }, () => String(Math.floor(random() * values))));
    const reference = drawn(4_000);
    let alarms = 0;
    for (let i = 0; i < 100; i += 1)
      if (checkDuplicates(drawn(400), reference, { ...limits, floor: 0.000_1 }).state === 'firing') alarms += 1;
    expect(alarms).toBeLessThanOrEqual(3);
  });
});
