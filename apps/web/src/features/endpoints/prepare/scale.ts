import type { ScaledVersion } from '@slipway/contracts';
import { countOf, formatMs } from '../../../lib/format.js';

/** scalePoints are the points of the charts of replicas, open requests and p95, by time in milliseconds. */
export const scalePoints = ({
  points,
}: ScaledVersion): { atMs: number; replicas: number; open: number; p95Ms: number | null }[] =>
  points.map(({ at, ...rest }) => ({ atMs: Date.parse(at), ...rest }));

/** slowSentence says how slow answers are, and how slow they were at worst. */
export function slowSentence({ points }: ScaledVersion): string {
  const told = points.flatMap(({ p95Ms }) => p95Ms ?? []);
  const now = told.at(-1);
  return now === undefined
    ? 'Nothing was answered in the last hour.'
    : `p95 was ${formatMs(now)} when last asked, ${formatMs(Math.max(...told))} at most.`;
}

/** scaleSentence says how many replicas there are, how often that changed, and why it did last. */
export function scaleSentence({ replicas, points, why }: ScaledVersion): string {
  const changes = points.filter((point, at) => at > 0 && point.replicas !== points[at - 1]?.replicas).length;
  const now = replicas === 0 ? 'It sleeps: the next request starts a replica.' : `${countOf(replicas, 'replica')} now.`;
  if (changes === 0) return `${now} No change in the last hour.`;
  return `${now} ${countOf(changes, 'change')} in the last hour${why === null ? '' : `, the last because of ${why}`}.`;
}
