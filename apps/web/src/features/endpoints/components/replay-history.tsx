import { rolloutsEndpoints, type Replay } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { replayVerdict } from '../../../lib/replay-words.js';

const columns: readonly Column<Replay>[] = [
  { key: 'what', header: 'Version', cell: ({ toModel, toVersion }) => `${toModel} v${toVersion}` },
  { key: 'state', header: 'State', cell: ({ state }) => <Status of="job" value={state} /> },
  { key: 'sentence', header: 'Verdict', cell: (replay) => replayVerdict(replay).sentence },
  { key: 'by', header: 'By', cell: ({ createdBy }) => createdBy },
  { key: 'at', header: 'Started', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
];

/** ReplayHistory lists what logged requests of an endpoint were replayed to, newest first. */
export function ReplayHistory({ endpoint }: { endpoint: string }): ReactNode {
  const replays = useCall(rolloutsEndpoints.listReplays, { params: { name: endpoint }, query: { limit: 50 } });
  return (
    <Section title="Replays of logged requests" flush>
      <DataTable
        label="Replays"
        columns={columns}
        rows={replays.data?.items}
        query={replays}
        rowKey={({ id }) => id}
        rowLink={({ id }) => paths.replay(id)}
        empty={
          <Text size="sm" c="dimmed" p="md">
            None: the dialog that starts a rollout replays logged requests to a version before any user sees it.
          </Text>
        }
      />
    </Section>
  );
}
