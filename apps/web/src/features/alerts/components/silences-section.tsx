import { alertingEndpoints, type Silence } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { ToneWord } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { topicWords } from '../../../components/ui/topic-words.js';

const columns: readonly Column<Silence>[] = [
  {
    key: 'what',
    header: 'Mutes',
    cell: ({ topic, endpoint }) =>
      `${topic === null ? 'Everything' : topicWords[topic]}${endpoint === null ? '' : ` at ${endpoint}`}`,
  },
  { key: 'reason', header: 'Reason', cell: ({ reason }) => reason },
  { key: 'by', header: 'By', cell: ({ createdBy }) => createdBy },
  {
    key: 'state',
    header: 'State',
    cell: ({ active }) => <ToneWord tone={active ? 'warn' : 'unknown'} word={active ? 'Mutes now' : 'Ended'} />,
  },
  { key: 'ends', header: 'Ends', cell: ({ endsAt }) => <TimeAgo at={endsAt} /> },
  { key: 'acts', header: 'Acts', cell: (silence) => <EndSilence silence={silence} /> },
];

/** SilencesSection lists what is muted, why, and until when. */
export function SilencesSection(): ReactNode {
  const silences = useCall(alertingEndpoints.listSilences, { query: { limit: 50 } }, { everyMs: 30_000 });
  return (
    <Section title="Silences" flush>
      <DataTable
        label="Silences"
        columns={columns}
        rows={silences.data?.items}
        query={silences}
        rowKey={({ id }) => id}
        empty={<EmptyState title="Nothing is muted" text="A silence mutes alerts until it ends, and says why." />}
      />
    </Section>
  );
}

function EndSilence({ silence: { id, active } }: { silence: Silence }): ReactNode {
  const denied = useDenied('write');
  const end = useAct(alertingEndpoints.endSilence, { success: 'The silence has ended' });
  if (!active) return null;
  return <Acts row acts={[{ label: 'End now', disabled: denied, call: () => end.mutateAsync({ params: { id } }) }]} />;
}
