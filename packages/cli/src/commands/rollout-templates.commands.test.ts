import type { Client } from '@slipway/client';
import { SavedRollout } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { UsageError } from '../usage-error.js';
import { templateNamed } from './rollout-templates.commands.js';

const aTest = { strategy: 'ab_test', arms: [{ version: 2, weightBp: 2_000 }], goal: { metric: 'clicks' } };
const items = [
  { name: 'ours', ...SavedRollout.parse({ plan: { strategy: 'shadow' } }) },
  { name: 'clicks', ...SavedRollout.parse({ plan: aTest }) },
];
const client = { call: () => Promise.resolve({ items }) } as unknown as Client;

it('a start takes over the plan of a template', async () =>
  expect(await templateNamed(client, 'ours')).toMatchObject({ strategy: 'shadow', hooks: [] }));

it.each([
  ['clicks', /use slipway rollout test .* --goal clicks$/],
  ['theirs', /no template theirs: ours, clicks are there$/],
])('and refuses %s', async (name, words) => {
  const answer = templateNamed(client, name);
  await expect(answer).rejects.toThrow(UsageError);
  await expect(answer).rejects.toThrow(words);
});
