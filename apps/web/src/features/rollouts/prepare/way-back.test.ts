import { expect, test } from 'vitest';
import { wayBackClosed } from './way-back.js';

test.each([
  ['open while the promoted version serves', 2, null, null],
  ['closed once it was gone', 1, null, /v1 has all traffic again/],
  ['closed when others came after it', 3, null, /v3 serves by now/],
  ['closed during another rollout', 2, 'a rollout', /under way/],
])('the way back is %s', (_, version, activeRolloutId, why) => {
  const variant = {
    role: 'stable',
    model: 'm',
    version,
    versionId: '',
    weightBp: 10_000,
    runtime: 'embedded',
  } as const;
  const endpoint = { activeRolloutId, variants: [{ ...variant, state: 'ready' as const, detail: null }] };
  const closed = wayBackClosed({ fromVersion: 1, toVersion: 2 }, endpoint);
  expect(closed).toEqual(why === null ? null : expect.stringMatching(why));
});
