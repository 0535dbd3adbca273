import type { ScaledVersion } from '@slipway/contracts';
import { countOf } from '../../../lib/format.js';

/** scalePoints are the points of a chart of replicas and open requests, by time in milliseconds. */
export const scalePoints = ({ points }: ScaledVersion): { atMs: number; replicas: number; open: number }[] =>
  points.map(({ at, replicas, open }) => ({ atMs: Date.parse(at), replicas, open }));

/** scaleSentence says how many replicas there are, how often that changed, and why it did last. */
export function scaleSentence({ replicas, points, why }: ScaledVersion): string {
  const changes = points.filter((point, at) => at > 0 && point.replicas !== points[at - 1]?.replicas).length;
  const now = replicas === 0 ? 'It sleeps: the next request starts a replica.' : `${countOf(replicas, 'replica')} now.`;
  if (changes === 0) return `${now} No change in the last hour.`;
  return `${now} ${countOf(changes, 'change')} in the last hour${why === null ? '' : `, the last because of ${why}`}.`;
}
