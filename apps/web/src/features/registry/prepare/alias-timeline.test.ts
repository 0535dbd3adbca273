import type { AliasPeriod } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { aliasTimeline, changeTimes, holdersAt, holdersSentence, promotionsOf } from './alias-timeline.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 21, 10, minute)).toISOString();
const held = (alias: string, version: number, from: number, until: number | null, kind = 'alias'): AliasPeriod => ({
  kind: kind as AliasPeriod['kind'],
  alias,
  version,
  fromAt: at(from),
  untilAt: until === null ? null : at(until),
  by: 'Ada',
  why: null,
});
const now = Date.parse(at(40));
const periods = [
  held('Production', 1, 5, null, 'stage'),
  held('qa', 2, 30, null),
  held('champion', 2, 20, null),
  held('champion', 1, 0, 20),
];
const timeline = aliasTimeline(periods, now);
const sentence = (minute: number) => holdersSentence(holdersAt(timeline, Date.parse(at(minute))), true);

describe('the timeline of aliases', () => {
  it('has a lane a name, champion first, with its stays as shares of the time', () => {
    expect(
      timeline.lanes.map(({ name, spans }) => [name, ...spans.map(({ version, start, end }) => [version, start, end])]),
    ).toEqual([
      ['champion', [1, 0, 0.5], [2, 0.5, 1]],
      ['qa', [2, 0.75, 1]],
      ['Production', [1, 0.125, 1]],
    ]);
  });

  it.each([
    [0, 'champion was v1'],
    [19, 'champion was v1, stage Production was v1'],
    [20, 'champion was v2, stage Production was v1'],
    [35, 'champion was v2, qa was v2, stage Production was v1'],
    [-1, 'no version held an alias or a stage'],
  ])('says who held what after %d minutes', (minute, expected) => expect(sentence(minute)).toBe(expected));

  it('speaks of now as it is', () => {
    expect(holdersSentence(holdersAt(timeline, now), false)).toBe('champion is v2, qa is v2, stage Production is v1');
  });

  it('steps from change to change, to now at last', () => {
    expect(changeTimes(timeline).map((time) => (time - Date.parse(at(0))) / 60_000)).toEqual([0, 5, 20, 30, 40]);
  });

  it('of nothing has no lanes', () => {
    expect(aliasTimeline([], now)).toEqual({ fromMs: now - 1, toMs: now, lanes: [] });
  });

  it('of a clock that is behind does not end before it begins', () => {
    const [lane] = aliasTimeline([held('qa', 1, 50, 60)], now).lanes;
    expect(lane?.spans[0]).toMatchObject({ end: 1 });
  });
});

it('a version is promoted as often as it became champion', () => {
  const again = [held('champion', 1, 30, null), ...periods];
  expect(promotionsOf(again)).toEqual(
    new Map([
      [1, [at(0), at(30)]],
      [2, [at(20)]],
    ]),
  );
});
