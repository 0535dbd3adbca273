import { RolloutPlan, type RolloutTemplate } from '@slipway/contracts';

const HOUR = 3_600;
const ALL = { weightBp: 10_000, holdSeconds: 0 };

/** rolloutTemplates are ways to roll out that are known to work: what a start may begin with, and change. */
export const rolloutTemplates: readonly RolloutTemplate[] = [
  {
    name: 'launch',
    description: '10 % for an hour, 50 % for two, then all; the promotion needs somebody else.',
    plan: RolloutPlan.parse({
      steps: [{ weightBp: 1_000, holdSeconds: HOUR }, { weightBp: 5_000, holdSeconds: 2 * HOUR }, ALL],
    }),
    needsApproval: 'promotion',
  },
  {
    name: 'careful',
    description: '1, 5, 10, 25 and 50 % for a minute each, longer until each is proven safe, then all.',
    plan: RolloutPlan.parse({}),
    needsApproval: 'never',
  },
  {
    name: 'blue-green',
    description: 'Warm and tested without traffic, then all at once; the former version stays loaded for ten minutes.',
    plan: RolloutPlan.parse({ strategy: 'blue_green' }),
    needsApproval: 'never',
  },
  {
    name: 'shadow',
    description: 'An hour of copies of all requests, whose answers nobody gets; no traffic moves.',
    plan: RolloutPlan.parse({ strategy: 'shadow' }),
    needsApproval: 'never',
  },
];
