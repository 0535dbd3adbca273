import { rolloutsEndpoints, type Rollout } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Loaded } from '../../../components/ui/loaded.js';
import { useCall } from '../../../lib/queries.js';
import { PairSections } from './pair-sections.js';

const LOOK_MS = 3_000;

/** ShadowComparison sets both versions' answers to the copied requests of a shadow beside each other. */
export function ShadowComparison({ rollout }: { rollout: Rollout }): ReactNode {
  const comparison = useCall(
    rolloutsEndpoints.getRolloutComparison,
    { params: { id: rollout.id } },
    { everyMs: rollout.endedAt === null ? LOOK_MS : false },
  );
  return (
    <Loaded query={comparison}>
      {(report) => (
        <PairSections report={report} stable={`v${rollout.fromVersion}`} candidate={`v${rollout.toVersion}`} />
      )}
    </Loaded>
  );
}
