import type { GuardrailEvidence } from '@slipway/contracts';
import { formatCompact, formatNumber, formatPercent } from '../../../lib/format.js';
import { wilsonInterval } from '../../../lib/wilson-interval.js';

const Z95 = 1.959964;

type Arm = GuardrailEvidence['stable'];

/** armRate says how often the event happened at one version, of how many, with its 95 % interval at this look; a dash without units. */
export function armRate({ units, events }: Arm): { rate: string; of: string } {
  if (units === 0) return { rate: '–', of: 'no data' };
  const share = events / units;
  const [low, high] = wilsonInterval(share, units);
  return {
    rate: formatPercent(share, 2),
    of: `${formatCompact(events)} of ${formatCompact(units)}, [${formatPercent(low)}, ${formatPercent(high)}]`,
  };
}

/**
 * ratioInterval is the 95 % interval of candidate rate over stable rate at this look (Katz 1978, on the log scale); null where a version has no event,
 * as the logarithm then has no value.
 */
export function ratioInterval(stable: Arm, candidate: Arm): [number, number] | null {
  if (stable.events === 0 || candidate.events === 0) return null;
  const ratio = candidate.events / candidate.units / (stable.events / stable.units);
  const spread = Z95 * Math.sqrt(1 / candidate.events - 1 / candidate.units + 1 / stable.events - 1 / stable.units);
  return [ratio * Math.exp(-spread), ratio * Math.exp(spread)];
}

/** ratioWords says how many times as often the event happens at the candidate. */
export function ratioWords({ ratio, stable, candidate }: GuardrailEvidence): string {
  if (candidate.units === 0 || stable.units === 0) return '–';
  if (ratio === null) return candidate.events > 0 ? 'candidate only' : 'none at either';
  const interval = ratioInterval(stable, candidate);
  const within = interval === null ? '' : ` [${interval.map((end) => formatNumber(end, 2)).join(', ')}]`;
  return `${formatNumber(ratio, 2)}x${within}`;
}
