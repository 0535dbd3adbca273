import { auditEndpoints, type LoggedEvent } from '@slipway/contracts';
import { Button, Group, Select } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { FilterInput } from '../../../components/ui/filter-input.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { ViewsMenu } from '../../../components/ui/views-menu.js';
import { eventWords } from '../../../lib/event-words.js';
import { middleCut } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { EventDetail } from '../components/event-detail.js';
import { ExportMenu } from '../components/export-menu.js';
import { chainVerdict } from '../prepare/chain-verdict.js';

const PAGE = 100;
const areas = [
  { value: '', label: 'Everything' },
  { value: 'registry.', label: 'Models' },
  { value: 'datasets.', label: 'Datasets' },
  { value: 'evaluation.', label: 'Evaluations' },
  { value: 'serving.', label: 'Endpoints' },
  { value: 'rollouts.', label: 'Rollouts' },
  { value: 'monitoring.', label: 'Monitors' },
  { value: 'alerting.', label: 'Alerts' },
  { value: 'retraining.', label: 'Training' },
  { value: 'access.', label: 'Users and tokens' },
];

const columns: readonly Column<LoggedEvent>[] = [
  { key: 'at', header: 'Time', cell: ({ at }) => <TimeAgo at={at} /> },
  { key: 'actor', header: 'Who', cell: (event) => <ActorName event={event} /> },
  { key: 'did', header: 'Did', cell: (event) => eventWords(event).did },
  { key: 'subject', header: 'To', cell: (event) => <Subject event={event} /> },
  { key: 'why', header: 'Reason', cell: ({ why }) => middleCut(why ?? '–', 110) },
  { key: 'seq', header: 'Entry', align: 'right', cell: ({ seq }) => `#${seq}` },
];

/** AuditPage answers: who did what, and why? */
export default function AuditPage(): ReactNode {
  const [q] = useUrlState<string>('q', '');
  const [kind, setKind] = useUrlState<string>('kind', '');
  const [cursor, setCursor] = useUrlState<string>('before', '');
  const [opened, setOpened] = useUrlState<string>('entry', '');
  const filter = { ...(q !== '' && { q }), ...(kind !== '' && { kind }) };
  const log = useCall(auditEndpoints.listAudit, {
    query: { limit: PAGE, ...filter, ...(cursor !== '' && { cursor }) },
  });
  const chain = useCall(auditEndpoints.verifyAudit, {});
  const older = log.data?.nextCursor ?? null;
  return (
    <>
      <PageHeader
        title="Audit"
        verdict={chainVerdict(chain.data)}
        actions={
          <Group gap="xs">
            <Acts
              acts={[
                {
                  label: 'Verify chain',
                  icon: IconShieldCheck,
                  primary: true,
                  busy: chain.isFetching,
                  call: () => chain.refetch(),
                },
              ]}
            />
            <ExportMenu filter={filter} />
          </Group>
        }
      />
      <Section
        title={cursor === '' ? 'Newest entries' : 'Older entries'}
        flush
        actions={
          <Group gap="xs">
            <Select
              size="xs"
              w={150}
              aria-label="Area"
              data={areas}
              value={kind}
              onChange={(value) => setKind(value ?? '')}
              allowDeselect={false}
            />
            <FilterInput label="Filter entries" />
            <ViewsMenu page="audit" />
          </Group>
        }
      >
        <DataTable
          label="Audit log"
          columns={columns}
          rows={log.data?.items}
          query={log}
          rowKey={({ seq }) => seq}
          onRowClick={({ seq }) => setOpened(String(seq) === opened ? '' : String(seq))}
          isSelected={({ seq }) => String(seq) === opened}
          detail={(event) => (String(event.seq) === opened ? <EventDetail event={event} /> : null)}
          empty={
            <EmptyState
              title={q === '' && kind === '' ? 'Nothing has happened yet' : 'No entry fits this filter'}
              text="Every change by a person, a token or Slipway itself is written here."
            />
          }
        />
        {(cursor !== '' || older !== null) && (
          <Group gap="xs" p="sm">
            {cursor !== '' && (
              <Button variant="default" onClick={() => setCursor('')}>
                Newest entries
              </Button>
            )}
            {older !== null && (
              <Button variant="default" onClick={() => setCursor(older)}>
                Older entries
              </Button>
            )}
          </Group>
        )}
      </Section>
    </>
  );
}

function ActorName({ event }: { event: LoggedEvent }): ReactNode {
  const { actor } = eventWords(event);
  return event.actor.kind === 'token' ? `${actor} (token)` : actor;
}

function Subject({ event }: { event: LoggedEvent }): ReactNode {
  const { subject, path } = eventWords(event);
  const shown = middleCut(subject, 60);
  return path === null ? (
    shown
  ) : (
    <Link to={path} onClick={(clicked) => clicked.stopPropagation()}>
      {shown}
    </Link>
  );
}
