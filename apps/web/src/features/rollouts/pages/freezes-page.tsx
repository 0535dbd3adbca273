import { rolloutsEndpoints, type FreezeWindow } from '@slipway/contracts';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { ToneWord } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatExact } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { AddFreezeDialog } from '../components/add-freeze-dialog.js';
import { freezesVerdict, weeklyWords } from '../prepare/freeze-words.js';

const columns: readonly Column<FreezeWindow>[] = [
  {
    key: 'name',
    header: 'Freeze',
    cell: ({ name, why }) => (
      <>
        <b>{name}</b>: {why}
      </>
    ),
  },
  { key: 'where', header: 'Endpoint', cell: ({ endpoint }) => endpoint ?? 'all' },
  {
    key: 'when',
    header: 'When',
    cell: (window) =>
      weeklyWords(window) ??
      `${formatExact(window.startsAt)} to ${window.endsAt === null ? 'open end' : formatExact(window.endsAt)}`,
  },
  { key: 'state', header: 'Now', cell: (window) => <Now window={window} /> },
  {
    key: 'waiting',
    header: 'Waiting',
    cell: ({ waiting, active }) =>
      waiting.length === 0
        ? active
          ? 'nothing'
          : ''
        : waiting.map(({ id, endpoint, toVersion }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Link to={paths.rollout(id)}>
                {endpoint} to v{toVersion}
              </Link>
            </span>
          )),
  },
  {
    key: 'by',
    header: 'Added',
    cell: ({ createdBy, createdAt }) => (
      <>
        by {createdBy}, <TimeAgo at={createdAt} />
      </>
    ),
  },
  { key: 'acts', header: 'Acts', hideHeader: true, align: 'right', cell: (window) => <FreezeActs window={window} /> },
];

/** FreezesPage answers: when do rollouts stand still, and what waits for it now? */
export default function FreezesPage(): ReactNode {
  const denied = useDenied('approve');
  const [adding, setAdding] = useState(false);
  const windows = useCall(rolloutsEndpoints.listFreezeWindows, { query: { limit: 200 } }, { everyMs: 5_000 });
  const items = windows.data?.items;
  return (
    <>
      <PageHeader
        title="Freezes"
        actions={
          <Button
            leftSection={<IconPlus size={15} />}
            disabled={denied !== null}
            title={denied ?? undefined}
            onClick={() => setAdding(true)}
          >
            Add freeze
          </Button>
        }
        verdict={items && freezesVerdict(items)}
      />
      <Section title="All freezes" flush>
        <DataTable
          label="Freezes"
          columns={columns}
          rows={items}
          query={windows}
          rowKey={({ id }) => id}
          empty={
            <EmptyState
              title="No freeze yet"
              text="A freeze keeps rollouts from starting or going on, each weekend or over the holidays. Going back always works."
            />
          }
        />
      </Section>
      {adding && <AddFreezeDialog onClose={() => setAdding(false)} />}
    </>
  );
}

function Now({ window: { active, activeUntil, nextAt } }: { window: FreezeWindow }): ReactNode {
  if (active && activeUntil !== null) return <ToneWord tone="warn" word={`until ${formatExact(activeUntil)}`} />;
  return nextAt === null ? <ToneWord tone="unknown" word="over" /> : <>from {formatExact(nextAt)}</>;
}

function FreezeActs({ window: { id, name, active, waiting } }: { window: FreezeWindow }): ReactNode {
  const denied = useDenied('approve');
  const remove = useAct(rolloutsEndpoints.deleteFreezeWindow, { success: `${name} is removed` });
  const effect = active && waiting.length > 0 ? 'What waits for it goes on within a second.' : 'It never comes back.';
  return (
    <Acts
      acts={[
        {
          label: 'Remove',
          danger: true,
          disabled: denied,
          confirm: { kind: 'dialog', effect },
          call: () => remove.mutateAsync({ params: { id } }),
        },
      ]}
    />
  );
}
