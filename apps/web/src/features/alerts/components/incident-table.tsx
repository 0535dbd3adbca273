import { alertingEndpoints, type Incident } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column, type DataTableProps } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useNow } from '../../../lib/now.js';
import { paths } from '../../../lib/paths.js';
import { useAct } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { incidentLength } from '../prepare/incident-words.js';

/** IncidentTable lists alerts that belong together as one thing: how grave, what, how long, what Slipway did, who has it. */
export function IncidentTable({
  incidents,
  query,
}: { incidents: readonly Incident[] | undefined } & Pick<DataTableProps<Incident>, 'query'>): ReactNode {
  const now = useNow(10_000);
  const columns: Column<Incident>[] = [
    { key: 'severity', header: 'Severity', cell: ({ severity }) => <Status of="severity" value={severity} /> },
    {
      key: 'what',
      header: 'What',
      prose: 'words',
      cell: ({ id, title }) => <Link to={paths.incident(id)}>{title}</Link>,
    },
    { key: 'alerts', header: 'Alerts', align: 'right', cell: ({ alerts }) => alerts },
    { key: 'did', header: 'Slipway did', prose: 'words', cell: ({ did }) => did.join(' ') || '–' },
    { key: 'since', header: 'Began', cell: ({ startedAt }) => <TimeAgo at={startedAt} /> },
    { key: 'length', header: 'Length', align: 'right', cell: (incident) => incidentLength(incident, now) },
    { key: 'state', header: 'State', cell: ({ state }) => <Status of="alert" value={state} /> },
    { key: 'act', header: 'Acts', hideHeader: true, cell: (incident) => <IncidentActs incident={incident} /> },
  ];
  return (
    <DataTable
      label="Incidents"
      columns={columns}
      rows={incidents}
      query={query}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="No incident yet" text="Alerts of one endpoint that come close together are one incident." />
      }
    />
  );
}

function IncidentActs({ incident: { id, state } }: { incident: Incident }): ReactNode {
  const acknowledge = useAct(alertingEndpoints.acknowledgeIncident, { success: 'Acknowledged' });
  const denied = useDenied('write');
  if (state !== 'firing') return null;
  return (
    <Acts
      row
      acts={[{ label: 'Acknowledge', disabled: denied, call: () => acknowledge.mutateAsync({ params: { id } }) }]}
    />
  );
}
