import { describe, expect, it } from 'vitest';
import { lookOf } from './series-look.js';
import { prepareTimeSeries, type TimeSeriesQuestion } from './time-series.js';

const MINUTE = 60_000;
const start = Date.parse('2026-05-12T14:00:00Z');
const point = (minute: number, value: number | null) => ({ at: start + minute * MINUTE, value });

const prepare = (points: ReturnType<typeof point>[], change: Partial<TimeSeriesQuestion> = {}) =>
  prepareTimeSeries({
    series: [{ key: 'stable', label: 'stable v1', look: lookOf('stable'), points }],
    from: start,
    to: start + 10 * MINUTE,
    bucketMs: MINUTE,
    what: 'Requests',
    format: (value) => `${value}/s`,
    ...change,
  });

describe('prepareTimeSeries', () => {
  it('draws a gap where no bucket is, never a zero', () => {
    expect(prepare([point(0, 4), point(1, 5), point(5, 6)]).rows).toEqual([
      { at: start, stable: 4 },
      { at: start + MINUTE, stable: 5 },
      { at: start + 3 * MINUTE },
      { at: start + 5 * MINUTE, stable: 6 },
    ]);
  });
  it('keeps the unfinished last bucket apart', () => {
    const { rows } = prepare([point(8, 4), point(9.5, 1)], { bucketMs: 2 * MINUTE });
    expect(rows).toEqual([
      { at: start + 8 * MINUTE, stable: 4, 'stable:open': 4 },
      { at: start + 9.5 * MINUTE, stable: null, 'stable:open': 1 },
    ]);
  });
  it('merges marks that would touch and leaves out those beyond the range', () => {
    const marks = [
      { at: start + MINUTE, label: 'v2' },
      { at: start + MINUTE + 1000, label: 'v3' },
      { at: start - MINUTE, label: 'v1' },
    ];
    expect(prepare([], { marks }).marks).toEqual([{ at: start + MINUTE, label: 'v2, v3' }]);
  });
  it('says the newest value and the range', () => {
    expect(prepare([point(0, 4), point(1, 9), point(2, 5)]).sentence).toBe(
      'Requests: stable v1 5/s now, between 4/s and 9/s.',
    );
  });
  it('says that nothing was measured', () => {
    expect(prepare([point(0, null)]).sentence).toMatch(/^Requests: nothing was measured until/);
  });
  it('keeps at most 1,500 points and the newest one', () => {
    const points = Array.from({ length: 4000 }, (_, second) => ({ at: start + second * 1000, value: second }));
    const { rows } = prepareTimeSeries({
      series: [{ key: 'a', label: 'a', look: lookOf('plain'), points }],
      from: start,
      to: start + 4_000_000,
      what: 'a',
      format: String,
    });
    expect(rows.length).toBeLessThanOrEqual(1501);
    expect(rows.at(-1)).toMatchObject({ a: 3999 });
  });
  it('lists what was measured as a table', () => {
    expect(prepare([point(0, 4)]).table).toEqual({
      columns: ['Time', 'stable v1'],
      rows: [['2026-05-12T14:00:00.000Z', 4]],
    });
  });
});
