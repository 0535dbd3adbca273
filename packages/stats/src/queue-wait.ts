/** ServiceTime is one duration that a server works on a request, in seconds, and the share of requests that take it; shares sum to 1. */
export interface ServiceTime {
  seconds: number;
  share: number;
}

/** QueueLoad is one line in front of equal servers: requests a second, and how long one server works on them. */
export interface QueueLoad {
  arrivalsPerSecond: number;
  service: readonly ServiceTime[];
  /** What an answer takes that waits for no server, where a server is taken for a part of that time only; the service unless told. */
  answers?: readonly ServiceTime[];
  servers: number;
}

/** QueueWait is what requests meet in such a queue, in seconds; null where they come faster than they can be served. */
export interface QueueWait {
  /** Share of the servers' time that is used; at 1 and above the line grows for ever. */
  utilisation: number;
  meanWaitSeconds: number | null;
  /** Of wait and answer together. */
  p95Seconds: number | null;
}

/**
 * erlangC is the share of requests that wait when `load` servers' worth of work comes to `servers` servers (Erlang, 1917): by the recurrence of
 * Erlang's B, which neither overflows nor loses digits. 1 when the load is too much.
 */
export function erlangC(load: number, servers: number): number {
  if (!(load >= 0) || !Number.isInteger(servers) || servers < 1)
    throw new RangeError('a load is 0 or more, and servers are 1 or more');
  if (load >= servers) return 1;
  let blocked = 1;
  for (let count = 1; count <= servers; count += 1) blocked = (load * blocked) / (count + load * blocked);
  return blocked / (1 - (load / servers) * (1 - blocked));
}

/**
 * queueWait is what an M/M/c queue says, corrected for services that are not exponential: Poisson arrivals, the mean wait of M/M/c times
 * (1 + cv^2) / 2 (Lee and Longton, 1959; Allen and Cunneen), exponential for those who wait, and on top the answers as they were measured.
 */
export function queueWait({ arrivalsPerSecond, service, answers = service, servers }: QueueLoad): QueueWait {
  const { mean, squaredVariation } = momentsOf(service);
  const load = arrivalsPerSecond * mean;
  const utilisation = load / servers;
  const waitShare = erlangC(load, servers);
  if (utilisation >= 1) return { utilisation, meanWaitSeconds: null, p95Seconds: null };
  const waitOfWaiting = ((mean / (servers - load)) * (1 + squaredVariation)) / 2;
  const tail = (seconds: number): number =>
    answers.reduce((sum, one) => {
      const left = seconds - one.seconds;
      return sum + one.share * (left < 0 ? 1 : waitShare * Math.exp(-left / Math.max(waitOfWaiting, 1e-12)));
    }, 0);
  return { utilisation, meanWaitSeconds: waitShare * waitOfWaiting, p95Seconds: whereTailIs(0.05, tail, mean) };
}

/** serversFor is the fewest servers by which the 95th percentile stays at or below a limit in seconds; null when `most` are too few. */
export function serversFor(load: Omit<QueueLoad, 'servers'>, p95Seconds: number, most: number): number | null {
  const isEnough = (servers: number): boolean => (queueWait({ ...load, servers }).p95Seconds ?? Infinity) <= p95Seconds;
  if (!isEnough(most)) return null;
  let servers = 1;
  while (!isEnough(servers)) servers += 1;
  return servers;
}

function momentsOf(service: readonly ServiceTime[]): { mean: number; squaredVariation: number } {
  const mean = service.reduce((sum, { seconds, share }) => sum + seconds * share, 0);
  if (!(mean > 0)) throw new RangeError('a service takes some time');
  const variance = service.reduce((sum, { seconds, share }) => sum + share * (seconds - mean) ** 2, 0);
  return { mean, squaredVariation: variance / mean ** 2 };
}

/** The tail falls, so halving finds where it is `share`; 60 halvings are more than a double has digits. */
function whereTailIs(share: number, tail: (t: number) => number, start: number): number {
  let high = start;
  while (tail(high) > share) high *= 2;
  let low = 0;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (tail(middle) > share) low = middle;
    else high = middle;
  }
  return high;
}
