import { SavedRollout, type RolloutTemplate } from '@slipway/contracts';
import type { z } from 'zod';

const HOUR = 3_600;
const ALL = { weightBp: 10_000, holdSeconds: 0 };

const usual = (name: string, saved: z.input<typeof SavedRollout>): RolloutTemplate => ({
  name,
  ...SavedRollout.parse(saved),
  savedBy: null,
  savedAt: null,
});

/** usualTemplates are ways to roll out that are known to work: what a start may begin with, and change. */
export const usualTemplates: readonly RolloutTemplate[] = [
  usual('launch', {
    description: '10 % for an hour, 50 % for two, then all; the promotion needs somebody else.',
    plan: {
      strategy: 'canary',
      steps: [{ weightBp: 1_000, holdSeconds: HOUR }, { weightBp: 5_000, holdSeconds: 2 * HOUR }, ALL],
    },
    needsApproval: 'promotion',
  }),
  usual('careful', {
    description: '1, 5, 10, 25 and 50 % for a minute each, longer until each is proven safe, then all.',
    plan: { strategy: 'canary' },
  }),
  usual('blue-green', {
    description: 'Warm and tested without traffic, then all at once; the former version stays loaded for ten minutes.',
    plan: { strategy: 'blue_green' },
  }),
  usual('shadow', {
    description: 'An hour of copies of all requests, whose answers nobody gets; no traffic moves.',
    plan: { strategy: 'shadow' },
  }),
];
