import { alertingEndpoints } from '@slipway/contracts';
import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { countOf } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { AlertTable } from '../components/alert-table.js';
import { IncidentTable } from '../components/incident-table.js';

const views = [
  { value: 'incidents', label: 'By incident' },
  { value: 'alerts', label: 'Every alert' },
];
const live = { everyMs: 5_000 };

/** AlertsPage answers: what is wrong, and who has it? */
export default function AlertsPage(): ReactNode {
  const navigate = useNavigate();
  const [view, setView] = useUrlState<string>('view', 'incidents');
  const alerts = useCall(alertingEndpoints.listAlerts, { query: { limit: 100 } }, live);
  const incidents = useCall(alertingEndpoints.listIncidents, { query: { limit: 100 } }, live);
  const firing = alerts.data?.items.filter(({ state }) => state === 'firing').length ?? 0;
  return (
    <>
      <PageHeader
        title="Alerts"
        verdict={
          alerts.data && {
            tone: firing > 0 ? 'bad' : 'good',
            sentence: firing > 0 ? `${countOf(firing, 'alert')} firing and not acknowledged.` : 'Nothing is firing.',
          }
        }
        actions={<Acts acts={[{ label: 'Rules and channels', call: () => navigate(paths.alertSettings) }]} />}
      />
      <Section
        title={view === 'alerts' ? 'Alerts' : 'Incidents'}
        note={view === 'alerts' ? 'newest first' : 'alerts of one endpoint that belong together, newest first'}
        actions={<SegmentedControl size="xs" aria-label="View" data={views} value={view} onChange={setView} />}
        flush
      >
        {view === 'alerts' ? (
          <AlertTable alerts={alerts.data?.items} query={alerts} />
        ) : (
          <IncidentTable incidents={incidents.data?.items} query={incidents} />
        )}
      </Section>
    </>
  );
}
