import type { ServingEndpoint } from '@slipway/contracts';
import type { Tone } from '../../../components/ui/tone.js';
import { countOf } from '../../../lib/format.js';

/** endpointsVerdict says how many endpoints serve, names those that do not, and counts what moves. */
export function endpointsVerdict(endpoints: readonly Pick<ServingEndpoint, 'name' | 'status' | 'activeRolloutId'>[]): {
  tone: Tone;
  sentence: string;
} {
  if (endpoints.length === 0) return { tone: 'unknown', sentence: 'Nothing serves yet.' };
  const ill = endpoints.filter(({ status }) => status === 'down' || status === 'degraded');
  const starting = endpoints.filter(({ status }) => status === 'starting');
  const moving = endpoints.filter(({ activeRolloutId }) => activeRolloutId !== null).length;
  const rollouts = moving === 0 ? '' : ` ${countOf(moving, 'rollout')} under way.`;
  if (ill.length > 0)
    return {
      tone: ill.some(({ status }) => status === 'down') ? 'bad' : 'warn',
      sentence: `${ill.map(({ name, status }) => `${name} is ${status}`).join(', ')}; ${endpoints.length - ill.length} fine.${rollouts}`,
    };
  if (starting.length > 0)
    return {
      tone: 'info',
      sentence: `${starting.map(({ name }) => name).join(', ')} starting; ${endpoints.length - starting.length} fine.${rollouts}`,
    };
  return { tone: 'good', sentence: `${countOf(endpoints.length, 'endpoint')} fine.${rollouts}` };
}
