import type { EndpointStats, Rollout, ServingEndpoint } from '@slipway/contracts';
import type { Tone } from '../../../components/ui/tone.js';
import { formatCompact, formatMs, formatPercent, formatWeight } from '../../../lib/format.js';

const tones: Readonly<Record<ServingEndpoint['status'], Tone>> = {
  starting: 'info',
  serving: 'good',
  degraded: 'warn',
  down: 'bad',
  stopped: 'unknown',
};
const words: Readonly<Record<ServingEndpoint['status'], string>> = {
  starting: 'Starting',
  serving: 'Serving',
  degraded: 'Degraded',
  down: 'Down',
  stopped: 'Stopped',
};

/** EndpointVerdict is the first line of an endpoint's page. */
export interface EndpointVerdict {
  tone: Tone;
  sentence: string;
}

/** endpointVerdict says how an endpoint is, with its numbers over the window, why a variant fails, and what a rollout does. */
export function endpointVerdict(
  endpoint: ServingEndpoint,
  stats: EndpointStats | undefined,
  windowWords: string,
  rollout: Pick<Rollout, 'sentence'> | null,
): EndpointVerdict {
  const { status, variants } = endpoint;
  const shares = variants.map(({ version, weightBp }) => `v${version} ${formatWeight(weightBp)}`).join(', ');
  const failing = variants.find(({ state }) => state === 'failed');
  const why =
    failing === undefined ? '' : ` v${failing.version} cannot run: ${failing.detail ?? 'the gateway gives no reason'}.`;
  const moving = rollout === null ? '' : ` Rollout: ${rollout.sentence}`;
  return {
    tone: tones[status],
    sentence: `${words[status]} ${shares} · ${numbersOf(stats, windowWords)}.${why}${moving}`,
  };
}

function numbersOf(stats: EndpointStats | undefined, windowWords: string): string {
  if (stats === undefined) return 'numbers are loading';
  const { requests, errors, requestsPerSecond, p95Ms } = stats.totals;
  if (requests === 0) return `no request in ${windowWords}`;
  return `${formatCompact(requestsPerSecond)} req/s · p95 ${formatMs(p95Ms)} · errors ${formatPercent(errors / requests)} (n ${formatCompact(requests)}, ${windowWords})`;
}
