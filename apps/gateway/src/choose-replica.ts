import type { ReplicaChoice } from '@slipway/contracts';

/** Choosable is a replica that may answer, as far as the choice needs to know it. */
export interface Choosable {
  /** Requests that wait for its answer. */
  readonly outstanding: number;
  /** How long its answers take, smoothed; null before the first one. */
  readonly meanMs: number | null;
}

/**
 * chooseReplica picks who answers next. `least_outstanding`: the fewest open requests, a tie is drawn. `round_robin`: each in turn, by `turn`.
 * `weighted`: drawn with p_i = mu_i / sum mu, where mu is answers a second; a replica without answers yet counts as the fastest, so that it
 * gets measured. Undefined without any.
 */
export function chooseReplica<R extends Choosable>(
  choice: ReplicaChoice,
  replicas: readonly R[],
  turn: number,
  random: () => number,
): R | undefined {
  if (replicas.length < 2) return replicas[0];
  if (choice === 'round_robin') return replicas[turn % replicas.length];
  if (choice === 'weighted') return drawBySpeed(replicas, random());
  const fewest = Math.min(...replicas.map(({ outstanding }) => outstanding));
  const idle = replicas.filter(({ outstanding }) => outstanding === fewest);
  return idle[Math.floor(random() * idle.length)];
}

function drawBySpeed<R extends Choosable>(replicas: readonly R[], point: number): R | undefined {
  const known = replicas.flatMap(({ meanMs }) => (meanMs === null ? [] : [1 / Math.max(meanMs, 0.001)]));
  const fastest = known.length === 0 ? 1 : Math.max(...known);
  const speeds = replicas.map(({ meanMs }) => (meanMs === null ? fastest : 1 / Math.max(meanMs, 0.001)));
  let left = point * speeds.reduce((sum, speed) => sum + speed, 0);
  return replicas.find((_, at) => (left -= speeds[at]!) < 0) ?? replicas.at(-1);
}
