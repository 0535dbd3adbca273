import { alertingEndpoints, type Alert } from '@slipway/contracts';
import { useState, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { countOf } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { SilenceDialog } from '../components/silence-dialog.js';

/** AlertsPage answers: what is wrong, and who has it? */
export default function AlertsPage(): ReactNode {
  const navigate = useNavigate();
  const alerts = useCall(alertingEndpoints.listAlerts, { query: { limit: 100 } }, { everyMs: 5_000 });
  const items = alerts.data?.items;
  const firing = items?.filter(({ state }) => state === 'firing').length ?? 0;
  const columns: Column<Alert>[] = [
    { key: 'severity', header: 'Severity', cell: ({ severity }) => <Status of="severity" value={severity} /> },
    { key: 'what', header: 'What', cell: ({ title, evidencePath }) => <Link to={evidencePath}>{title}</Link> },
    { key: 'summary', header: 'Evidence', cell: ({ summary }) => summary },
    { key: 'did', header: 'Slipway did', cell: ({ did }) => did ?? '–' },
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
    {
      key: 'act',
      header: 'Acts',
      hideHeader: true,
      cell: (alert) => <AlertActs alert={alert} />,
    },
  ];
  return (
    <>
      <PageHeader
        title="Alerts"
        verdict={
          items && {
            tone: firing > 0 ? 'bad' : 'good',
            sentence: firing > 0 ? `${countOf(firing, 'alert')} firing and not acknowledged.` : 'Nothing is firing.',
          }
        }
        actions={<Acts acts={[{ label: 'Rules and channels', call: () => navigate(paths.alertSettings) }]} />}
      />
      <Section title="Alerts, newest first" flush>
        <DataTable
          label="Alerts"
          columns={columns}
          rows={items}
          query={alerts}
          rowKey={({ id }) => id}
          empty={
            <EmptyState
              title="Nothing is firing"
              text="Alerts appear here when a rule's topic happens: drift, a roll-back, a failed training."
            />
          }
        />
      </Section>
    </>
  );
}

function AlertActs({ alert: { id, state, topic, endpoint } }: { alert: Alert }): ReactNode {
  const [silencing, setSilencing] = useState(false);
  const acknowledge = useAct(alertingEndpoints.acknowledgeAlert, { success: 'Acknowledged' });
  const denied = useDenied('write');
  if (state !== 'firing' && state !== 'acknowledged') return null;
  return (
    <>
      <Acts
        row
        acts={[
          ...(state === 'firing'
            ? [{ label: 'Acknowledge', disabled: denied, call: () => acknowledge.mutateAsync({ params: { id } }) }]
            : []),
          { label: 'Silence', disabled: denied, call: () => setSilencing(true) },
        ]}
      />
      {silencing && <SilenceDialog topic={topic} endpoint={endpoint} onClose={() => setSilencing(false)} />}
    </>
  );
}
