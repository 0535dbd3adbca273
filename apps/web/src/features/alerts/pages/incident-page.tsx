import { alertingEndpoints, type IncidentDetail } from '@slipway/contracts';
import { IconBellOff, IconDownload, IconNote } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { LoadedPage } from '../../../components/layout/loaded-page.js';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Facts, Section } from '../../../components/layout/section.js';
import type { Act } from '../../../components/ui/act.js';
import { Acts } from '../../../components/ui/acts.js';
import { EventList } from '../../../components/ui/event-list.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { downloadText } from '../../../lib/download.js';
import { useNow } from '../../../lib/now.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { AlertTable } from '../components/alert-table.js';
import { NoteDialog } from '../components/note-dialog.js';
import { SilenceDialog } from '../../../components/ui/silence-dialog.js';
import { effectWords, incidentLength, incidentVerdict, notesOf, postMortem } from '../prepare/incident-words.js';

/** IncidentPage answers: what happened, in order, who has it, what did callers feel? */
export default function IncidentPage(): ReactNode {
  const { id = '' } = useParams();
  const incident = useCall(alertingEndpoints.getIncident, { params: { id } }, { everyMs: 5_000 });
  return (
    <LoadedPage title="Incident" query={incident}>
      {(data) => <Content incident={data} query={incident} />}
    </LoadedPage>
  );
}

interface ContentProps {
  incident: IncidentDetail;
  query: Parameters<typeof AlertTable>[0]['query'];
}

function Content({ incident, query }: ContentProps): ReactNode {
  const now = useNow(10_000);
  const [dialog, setDialog] = useState<'note' | 'silence' | null>(null);
  const acts = useIncidentActs(incident, now, setDialog);
  const { title, state, severity, endpoint, startedAt, did, effect, alertList, events } = incident;
  const notes = notesOf(incident);
  const close = (): void => setDialog(null);
  return (
    <>
      <PageHeader
        title={title}
        status={<Status of="alert" value={state} />}
        verdict={incidentVerdict(incident, now)}
        actions={<Acts acts={acts} />}
      />
      <Section title="What it is">
        <Facts
          items={[
            ['Severity', <Status key="severity" of="severity" value={severity} />],
            [
              'At',
              endpoint === null ? null : (
                <Link key="at" to={paths.endpoint(endpoint)}>
                  {endpoint}
                </Link>
              ),
            ],
            ['Began', <TimeAgo key="began" at={startedAt} />],
            ['Length', incidentLength(incident, now)],
            ['Callers', effect === null ? null : effectWords(effect)],
            ['Slipway did', did.join(' ') || 'nothing'],
          ]}
        />
      </Section>
      <Section title="Alerts" note="oldest first, each with its evidence" flush>
        <AlertTable alerts={alertList} query={query} />
      </Section>
      {notes.length > 0 && (
        <Section title="Notes">
          <EventList events={notes} />
        </Section>
      )}
      <Section title="What happened" note="oldest first, from 15 minutes before it to 15 minutes after">
        <EventList events={events} exactly />
      </Section>
      {dialog === 'note' && <NoteDialog incidentId={incident.id} onClose={close} />}
      {dialog === 'silence' && <SilenceDialog endpoint={endpoint} onClose={close} />}
    </>
  );
}

function useIncidentActs(incident: IncidentDetail, now: number, open: (dialog: 'note' | 'silence') => void): Act[] {
  const { id, state, title } = incident;
  const denied = useDenied('write');
  const acknowledge = useAct(alertingEndpoints.acknowledgeIncident, { success: 'Acknowledged' });
  const save = (): void =>
    downloadText(`${title.replaceAll(/[^\w-]+/g, '-')}.md`, 'text/markdown', postMortem(incident, now));
  return [
    {
      label: 'Acknowledge',
      primary: true,
      disabled: denied ?? (state === 'firing' ? null : 'Nothing of it waits to be acknowledged.'),
      busy: acknowledge.isPending,
      call: () => acknowledge.mutateAsync({ params: { id } }),
    },
    { label: 'Add note', icon: IconNote, disabled: denied, call: () => open('note') },
    { label: 'Silence', icon: IconBellOff, disabled: denied, call: () => open('silence') },
    { label: 'Save post-mortem', icon: IconDownload, call: save },
  ];
}
