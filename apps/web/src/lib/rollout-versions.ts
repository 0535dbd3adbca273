import type { Rollout } from '@slipway/contracts';

/** rolloutVersions names the versions of a rollout: `v1 to v2`, and of an A/B test `v1 against v2, v3`. */
export const rolloutVersions = ({
  fromVersion,
  toVersion,
  arms,
}: Pick<Rollout, 'fromVersion' | 'toVersion' | 'arms'>): string =>
  arms.length === 0
    ? `v${fromVersion} to v${toVersion}`
    : `v${fromVersion} against ${arms.map(({ version }) => `v${version}`).join(', ')}`;
