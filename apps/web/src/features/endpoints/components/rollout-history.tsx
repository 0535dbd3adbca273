import { rolloutsEndpoints, type Rollout } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { rolloutVersions } from '../../../lib/rollout-versions.js';

const columns: readonly Column<Rollout>[] = [
  { key: 'what', header: 'Rollout', cell: rolloutVersions },
  {
    key: 'state',
    header: 'State',
    cell: ({ state }) => <Status of="rollout" value={state} />,
    sortBy: ({ state }) => state,
  },
  { key: 'sentence', header: 'Verdict', cell: ({ sentence }) => sentence },
  { key: 'by', header: 'By', cell: ({ startedBy }) => startedBy },
  {
    key: 'at',
    header: 'Started',
    cell: ({ startedAt }) => <TimeAgo at={startedAt} />,
    sortBy: ({ startedAt }) => startedAt,
  },
];

/** RolloutHistory lists the rollouts of an endpoint, newest first. */
export function RolloutHistory({ endpoint }: { endpoint: string }): ReactNode {
  const rollouts = useCall(rolloutsEndpoints.listRollouts, { query: { endpoint, limit: 50 } });
  return (
    <Section title="Rollouts of this endpoint" flush>
      <DataTable
        label="Rollouts"
        columns={columns}
        rows={rollouts.data?.items}
        query={rollouts}
        rowKey={({ id }) => id}
        rowLink={({ id }) => paths.rollout(id)}
        empty={
          <EmptyState
            title="No rollout yet"
            text="Start a rollout to replace what serves here, step by step and with a way back."
          />
        }
      />
    </Section>
  );
}
