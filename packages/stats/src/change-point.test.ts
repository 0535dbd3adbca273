import { describe, expect, it } from 'vitest';
import { findChangePoint, type MomentBucket } from './change-point.js';
import { seededRandom } from './seeded-random.js';

const share = (rows: number, hits: number): MomentBucket => ({ rows, sum: hits, squares: hits });

describe('findChangePoint', () => {
  it('finds the first bucket after a step', () => {
    const days = [
      ...Array.from({ length: 9 }, () => share(200, 40)),
      ...Array.from({ length: 5 }, () => share(200, 90)),
    ];
    expect(findChangePoint(days)).toEqual({ bucket: 9, before: 0.2, after: 0.45 });
  });

  it('steps over empty buckets: the change is where rows come again', () => {
    const days = [share(300, 30), share(0, 0), share(0, 0), share(300, 150)];
    expect(findChangePoint(days)).toMatchObject({ bucket: 3, before: 0.1, after: 0.5 });
  });

  it('takes means of numbers too', () => {
    const of = (mean: number): MomentBucket => ({ rows: 100, sum: 100 * mean, squares: 100 * (mean ** 2 + 4) });
    expect(findChangePoint([of(5), of(5), of(7)])).toEqual({ bucket: 2, before: 5, after: 7 });
  });

  it('says nothing where nothing changed, in all but alpha of the series', () => {
    const random = seededRandom(4);
    const binomial = () => Array.from({ length: 100 }).reduce<number>((hits) => hits + Number(random() < 0.3), 0);
    const found = Array.from({ length: 200 }, () =>
      findChangePoint(
        Array.from({ length: 20 }, () => share(100, binomial())),
        0.05,
      ),
    ).filter((one) => one !== null).length;
    expect(found).toBeLessThanOrEqual(16);
  });

  it.each([[[]], [[share(500, 100)]], [[share(20, 0), share(20, 20)]], [[share(50, 0), share(50, 0)]]])(
    'nothing to tell from %j',
    (buckets) => expect(findChangePoint(buckets)).toBeNull(),
  );

  it('a step from never to always is certain', () => {
    expect(findChangePoint([share(50, 0), share(50, 50)])).toEqual({ bucket: 1, before: 0, after: 1 });
  });
});
