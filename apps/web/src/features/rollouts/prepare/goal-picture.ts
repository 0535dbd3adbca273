import type { Rollout, RolloutLook } from '@slipway/contracts';
import { lookOf } from '../../../components/charts/prepare/series-look.js';
import { prepareTimeSeries, type TimeSeriesPicture } from '../../../components/charts/prepare/time-series.js';
import { formatNumber } from '../../../lib/format.js';

const SHORTEST_MS = 10_000;
/** Strokes that tell candidates of one test apart. */
const DASHES = [undefined, '6 4', '2 3', '10 3', '10 3 2 3', '4 2', '1 4', '8 8'];

/** goalPicture lays out how far each candidate's goal was from stable's, with its interval, look by look. */
export function goalPicture(
  { arms, startedAt, fromVersion }: Rollout,
  looks: readonly RolloutLook[],
): TimeSeriesPicture {
  const from = Date.parse(startedAt);
  const last = looks.at(-1)?.at;
  return prepareTimeSeries({
    from,
    to: Math.max(from + SHORTEST_MS, last === undefined ? from : Date.parse(last)),
    marks: [],
    series: arms.map(({ version }, index) => ({
      key: `v${version}`,
      label: `v${version}`,
      look: { ...lookOf('candidate', DASHES[index]), dots: false },
      points: looks.map((look) => {
        const found = look.arms.find((arm) => arm.version === version);
        const { estimate = null, lower = null, upper = null } = found ?? {};
        return {
          at: Date.parse(look.at),
          value: estimate,
          band: lower === null || upper === null ? null : [lower, upper],
        };
      }),
    })),
    what: `Change against v${fromVersion}`,
    format: (change) => formatNumber(change, 3),
  });
}
