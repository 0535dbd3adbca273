import { rolloutsEndpoints, type Rollout } from '@slipway/contracts';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { countOf, formatWeight } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { startRolloutSnippet } from '../../../lib/snippets.js';
import { rolloutTitle } from '../prepare/rollout-words.js';

const columns: Column<Rollout>[] = [
  {
    key: 'what',
    header: 'Endpoint',
    cell: rolloutTitle,
  },
  { key: 'state', header: 'State', cell: ({ state }) => <Status of="rollout" value={state} /> },
  { key: 'weight', header: 'Candidate', align: 'right', cell: ({ wantedBp }) => formatWeight(wantedBp) },
  { key: 'verdict', header: 'Verdict', cell: ({ sentence }) => sentence },
  { key: 'started', header: 'Started', cell: ({ startedAt }) => <TimeAgo at={startedAt} /> },
  { key: 'by', header: 'By', cell: ({ startedBy }) => startedBy },
];

/** RolloutsPage answers: what is being rolled out, and how did the last ones end? */
export default function RolloutsPage(): ReactNode {
  const rollouts = useCall(rolloutsEndpoints.listRollouts, { query: { limit: 100 } }, { everyMs: 5_000 });
  const items = rollouts.data?.items;
  const active = items?.filter(({ endedAt }) => endedAt === null).length ?? 0;
  return (
    <>
      <PageHeader
        title="Rollouts"
        actions={
          <>
            <Button component={Link} to={paths.freezes} variant="default">
              Freezes
            </Button>
            <Button component={Link} to={paths.simulateRollout} variant="default">
              Simulate
            </Button>
          </>
        }
        verdict={
          items && {
            tone: active > 0 ? 'info' : 'good',
            sentence: active > 0 ? `${countOf(active, 'rollout')} under way.` : 'No rollout is under way.',
          }
        }
      />
      <Section title="All rollouts" flush>
        <DataTable
          label="Rollouts"
          columns={columns}
          rows={items}
          query={rollouts}
          rowKey={({ id }) => id}
          rowLink={({ id }) => paths.rollout(id)}
          empty={
            <EmptyState
              title="No rollout yet"
              text="Open an endpoint and start a rollout of another version: it begins with a small share of traffic and goes on only with proof."
              snippet={startRolloutSnippet('my-endpoint', 'my-model', 2)}
            />
          }
        />
      </Section>
    </>
  );
}
