import { auditEndpoints, type LoggedEvent } from '@slipway/contracts';
import { Button, Group } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { FilterInput } from '../../../components/ui/filter-input.js';
import { Json } from '../../../components/ui/json.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatNumber } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';

const columns: Column<LoggedEvent>[] = [
  { key: 'at', header: 'Time', cell: ({ at }) => <TimeAgo at={at} /> },
  { key: 'actor', header: 'Actor', cell: ({ actor }) => actor.name },
  { key: 'act', header: 'Act', cell: ({ kind }) => kind.split('.')[1]?.replaceAll('_', ' ') ?? kind },
  { key: 'object', header: 'Object', cell: ({ subjectKind, subjectName }) => `${subjectKind} ${subjectName}` },
  { key: 'why', header: 'Reason', cell: ({ why }) => why ?? '–' },
];

/** AuditPage answers: who did what, to what, and why? */
export default function AuditPage(): ReactNode {
  const [q] = useUrlState<string>('q', '');
  const [cursors, setCursors] = useState<string[]>([]);
  const events = useCall(auditEndpoints.listAudit, { query: { limit: 50, q: q || undefined, cursor: cursors.at(-1) } }, { everyMs: cursors.length === 0 ? 5_000 : false });
  const chain = useCall(auditEndpoints.verifyAudit, {}, { enabled: true });
  const verdict = chain.data && (chain.data.verified ? { tone: 'good' as const, sentence: `Chain verified to #${formatNumber(chain.data.upToSeq, 0)}.` } : { tone: 'bad' as const, sentence: `The chain is broken at #${chain.data.brokenAtSeq}: rows were changed outside Slipway.` });
  return (
    <>
      <PageHeader title="Audit" verdict={verdict} actions={<Acts acts={[{ label: 'Verify chain', busy: chain.isFetching, call: () => chain.refetch() }]} />} />
      <Section title="Event log, newest first" actions={<FilterInput label="Filter by text" />} flush>
        <DataTable label="Events" columns={columns} rows={events.data?.items} query={events} rowKey={({ id }) => id} detail={({ before, after, requestId, hash }) => <Json value={{ before, after, requestId, hash }} label="Before and after" />} />
      </Section>
      <Group mt="sm">
        <Button variant="default" disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>Newer</Button>
        <Button variant="default" disabled={!events.data?.nextCursor} onClick={() => setCursors([...cursors, events.data?.nextCursor ?? ''])}>Older</Button>
      </Group>
    </>
  );
}
