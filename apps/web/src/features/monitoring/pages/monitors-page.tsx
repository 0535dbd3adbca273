import { monitoringEndpoints, type Monitor } from '@slipway/contracts';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { countOf } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { watchSnippet } from '../../../lib/snippets.js';
import { useDenied } from '../../../lib/session.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { MonitorDialog } from '../components/monitor-dialog.js';
import { kindLabels } from '../prepare/monitor-kinds.js';

const columns: Column<Monitor>[] = [
  { key: 'name', header: 'Monitor', cell: ({ name }) => name, sortBy: ({ name }) => name },
  { key: 'kind', header: 'Watches', cell: ({ kind }) => kindLabels[kind] },
  { key: 'state', header: 'State', cell: ({ state }) => <Status of="monitor" value={state} /> },
  { key: 'endpoint', header: 'Endpoint', cell: ({ endpoint }) => endpoint, sortBy: ({ endpoint }) => endpoint },
  { key: 'window', header: 'Window', cell: ({ window }) => window },
  { key: 'verdict', header: 'Verdict', cell: ({ verdict }) => verdict, prose: 'sentence' },
  { key: 'last', header: 'Last run', cell: ({ lastRunAt }) => <TimeAgo at={lastRunAt} /> },
];

/** MonitorsPage answers: what is watched, and what drifted? */
export default function MonitorsPage(): ReactNode {
  const monitors = useCall(monitoringEndpoints.listMonitors, { query: { limit: 200 } }, { everyMs: 10_000 });
  const dialog = useDialog('new');
  const denied = useDenied('write');
  const items = monitors.data?.items;
  const firing = items?.filter(({ state }) => state === 'firing').length ?? 0;
  return (
    <>
      <PageHeader
        title="Monitors"
        actions={
          <Acts acts={[{ label: 'New monitor', icon: IconPlus, primary: true, call: dialog.open, disabled: denied }]} />
        }
        verdict={
          items && {
            tone: firing > 0 ? 'bad' : items.length === 0 ? 'unknown' : 'good',
            sentence:
              firing > 0
                ? `${countOf(firing, 'monitor')} found something.`
                : items.length === 0
                  ? 'Nothing is watched yet.'
                  : `Nothing found; ${countOf(items.length, 'monitor')} watching.`,
          }
        }
      />
      <Section title="All monitors" flush>
        <DataTable
          label="Monitors"
          columns={columns}
          rows={items}
          query={monitors}
          rowKey={({ name }) => name}
          rowLink={({ name }) => paths.monitor(name)}
          empty={
            <EmptyState
              title="Nothing is watched yet"
              text="Build a baseline on a version's page, then watch its endpoint."
              snippet={watchSnippet('my-endpoint', 'my-model', 1)}
            />
          }
        />
      </Section>
      {dialog.opened && <MonitorDialog onClose={dialog.close} />}
    </>
  );
}
