import type { EndpointMinutes, ReadTraffic, TrafficAsked } from './watch-conditions.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** 100 endpoints for a day, or 14 for a week: beyond, the past begins later, and a preview says from when. */
const MOST_ENDPOINT_HOURS = 2_400;

/** readBack reads the traffic of up to `hours` before `to`, an hour at a time; many endpoints are read less far back, one hour at least. */
export async function readBack(
  readTraffic: ReadTraffic,
  hours: number,
  asked: Omit<TrafficAsked, 'from'>,
): Promise<{ from: Date; traffic: EndpointMinutes[] }> {
  const known = new Map<string, EndpointMinutes>();
  // Parts meet between two minutes, so that no minute is counted by halves.
  const end = Math.floor(asked.to.getTime() / MINUTE_MS) * MINUTE_MS;
  let from = asked.to;
  for (let hour = 1; hour <= hours && hour * Math.max(1, known.size) <= MOST_ENDPOINT_HOURS; hour += 1) {
    const begin = new Date(end - hour * HOUR_MS);
    for (const part of await readTraffic({ ...asked, from: begin, to: from })) {
      const minutes = known.get(part.endpoint)?.minutes ?? [];
      known.set(part.endpoint, { ...part, minutes: [...part.minutes, ...minutes] });
    }
    from = begin;
  }
  return { from, traffic: [...known.values()] };
}
