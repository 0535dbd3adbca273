import { expect, it } from 'vitest';
import { readBack } from './read-back.js';
import type { TrafficAsked } from './watch-conditions.js';

const to = new Date('2026-01-03T12:00:30Z');
const asked = { workspaceId: 'default', endpoint: null, to, slowerThanMs: null };

/** Endpoints with one request a minute, and the spans that were asked for. */
function served(endpoints: number) {
  const spans: TrafficAsked[] = [];
  const read = async (span: TrafficAsked) => {
    spans.push(span);
    const minutes = [{ at: span.from, requests: 60, errors: 0, slower: 0 }];
    return Array.from({ length: endpoints }, (_, i) => ({ endpoint: `e${i}`, since: new Date(0), minutes }));
  };
  return { spans, read };
}

it('reads the whole past of few endpoints, hour by hour, each minute once and in order', async () => {
  const { spans, read } = served(2);
  const { from, traffic } = await readBack(read, 3, asked);
  expect(from).toEqual(new Date('2026-01-03T09:00:00Z'));
  expect(spans.map((span) => span.to)).toEqual([to, ...spans.slice(0, 2).map((span) => span.from)]);
  expect(traffic.map(({ minutes }) => minutes.map(({ at }) => at.getUTCHours()))).toEqual([
    [9, 10, 11],
    [9, 10, 11],
  ]);
});

it.each([
  [100, 24, 24],
  [100, 168, 24],
  [1_000, 24, 2],
  [5_000, 24, 1],
])('%i endpoints and %i h: reads %i h', async (endpoints, hours, read) => {
  const source = served(endpoints);
  await readBack(source.read, hours, asked);
  expect(source.spans).toHaveLength(read);
});
