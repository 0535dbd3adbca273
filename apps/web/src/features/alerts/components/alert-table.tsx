import type { Alert } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { AlertActs } from '../../../components/ui/alert-acts.js';
import { DataTable, type Column, type DataTableProps } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';

const columns: Column<Alert>[] = [
  { key: 'severity', header: 'Severity', cell: ({ severity }) => <Status of="severity" value={severity} /> },
  {
    key: 'what',
    header: 'What',
    prose: 'words',
    cell: ({ title, evidencePath }) => <Link to={evidencePath}>{title}</Link>,
  },
  { key: 'summary', header: 'Evidence', prose: 'words', cell: ({ summary }) => summary },
  { key: 'did', header: 'Slipway did', prose: 'words', cell: ({ did }) => did ?? '–' },
  { key: 'since', header: 'Since', cell: ({ startedAt }) => <TimeAgo at={startedAt} /> },
  { key: 'state', header: 'State', cell: ({ state }) => <Status of="alert" value={state} /> },
  {
    key: 'delivered',
    header: 'Delivered',
    align: 'right',
    cell: ({ deliveries }) =>
      deliveries.length === 0
        ? 'no channel'
        : `${deliveries.filter(({ state }) => state === 'sent').length}/${deliveries.length}`,
  },
  { key: 'act', header: 'Acts', hideHeader: true, cell: (alert) => <AlertActs alert={alert} /> },
];

/** AlertTable lists alerts with their evidence, what Slipway did, and whom it told. */
export function AlertTable({
  alerts,
  query,
}: { alerts: readonly Alert[] | undefined } & Pick<DataTableProps<Alert>, 'query'>): ReactNode {
  return (
    <DataTable
      label="Alerts"
      columns={columns}
      rows={alerts}
      query={query}
      rowKey={({ id }) => id}
      empty={
        <EmptyState
          title="Nothing is firing"
          text="Alerts appear here when a rule's topic happens: drift, a roll-back, a failed training."
        />
      }
    />
  );
}
