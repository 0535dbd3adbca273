import { retrainingEndpoints, type Trainer, type Trigger } from '@slipway/contracts';
import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { Clamped } from '../../../components/ui/clamped.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { countOf, formatNumber } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { useUrlState } from '../../../lib/url-state.js';
import { StartRunDialog } from '../components/start-run-dialog.js';
import { TrainingRuns } from '../components/training-runs.js';
import { TriggerDialog } from '../components/trigger-dialog.js';
import { conditionWords, limitWords, neededWords, triggerSentence } from '../prepare/trigger-words.js';

const kindWords: Record<Trainer['kind'], string> = {
  command: 'a command on the worker',
  container: 'a container',
  pipeline: 'a pipeline elsewhere',
};

const trainerColumns = (start: (trainer: string) => void, denied: string | null): Column<Trainer>[] => [
  { key: 'name', header: 'Trainer', cell: ({ name }) => name },
  { key: 'kind', header: 'Runs as', cell: ({ kind }) => kindWords[kind] },
  { key: 'description', header: 'What it does', cell: ({ description }) => description || '–' },
  {
    key: 'limit',
    header: 'Time limit',
    align: 'right',
    cell: ({ timeoutSeconds }) => `${formatNumber(timeoutSeconds)} s`,
  },
  { key: 'last', header: 'Last run', cell: ({ lastRunAt }) => <TimeAgo at={lastRunAt} /> },
  {
    key: 'start',
    header: 'Acts',
    hideHeader: true,
    cell: ({ name }) => (
      <Button size="compact-xs" variant="default" disabled={denied !== null} onClick={() => start(name)}>
        Train now
      </Button>
    ),
  },
];

/** RetrainingPage answers: why did it train, and what came out? */
export default function RetrainingPage(): ReactNode {
  const trainers = useCall(retrainingEndpoints.listTrainers, { query: {} });
  const triggers = useCall(retrainingEndpoints.listTriggers, { query: { limit: 200 } }, { everyMs: 10_000 });
  const [q] = useUrlState<string>('q', '');
  const query = { q: q || undefined, limit: 100 };
  const runs = useCall(retrainingEndpoints.listTrainingRuns, { query }, { everyMs: 5_000 });
  const update = useAct(retrainingEndpoints.updateTrigger);
  const denied = useDenied('write');
  const [isMaking, setMaking] = useState(false);
  const [starting, setStarting] = useState<string | null>(null);
  const triggerColumns: Column<Trigger>[] = [
    { key: 'name', header: 'Trigger', cell: ({ name }) => name },
    {
      key: 'watches',
      header: 'Watches',
      prose: 'words',
      cell: (trigger) => `${trigger.conditions.map(conditionWords).join(', ')}; ${neededWords(trigger)}`,
    },
    {
      key: 'starts',
      header: 'Starts',
      cell: ({ trainer, thenRollOut }) => (thenRollOut === null ? trainer : `${trainer}, then a canary`),
    },
    { key: 'limits', header: 'Limits', prose: 'words', cell: (trigger) => limitWords(trigger).join(' · ') },
    { key: 'budget', header: 'Budget left', align: 'right', cell: ({ budgetLeft }) => formatNumber(budgetLeft) },
    { key: 'decision', header: 'Last decision', cell: (trigger) => <Clamped text={triggerSentence(trigger)} /> },
    { key: 'last', header: 'Last fired', cell: ({ lastFiredAt }) => <TimeAgo at={lastFiredAt} /> },
    { key: 'next', header: 'Next look', cell: ({ nextLookAt }) => <TimeAgo at={nextLookAt} /> },
    {
      key: 'on',
      header: 'Acts',
      hideHeader: true,
      cell: ({ name, enabled }) => (
        <Button
          size="compact-xs"
          variant="default"
          disabled={denied !== null}
          onClick={() => update.mutate({ params: { name }, body: { enabled: !enabled } })}
        >
          {enabled ? 'Turn off' : 'Turn on'}
        </Button>
      ),
    },
  ];
  const running = runs.data?.items.filter(({ state }) => state === 'running' || state === 'waiting').length ?? 0;
  return (
    <>
      <PageHeader
        title="Trainers"
        verdict={
          runs.data && {
            tone: 'info',
            sentence:
              running > 0
                ? `${countOf(running, 'training run')} under way.`
                : runs.data.items.length === 0
                  ? 'Nothing was trained yet.'
                  : `${countOf(runs.data.items.length, 'training run')} so far, none under way.`,
          }
        }
      />
      <TrainingRuns runs={runs} isFiltered={q !== ''} />
      {starting !== null && <StartRunDialog trainer={starting} onClose={() => setStarting(null)} />}
      {isMaking && <TriggerDialog trigger={null} onClose={() => setMaking(false)} />}
      <Section
        title="Triggers"
        actions={
          <Button size="compact-sm" variant="default" disabled={denied !== null} onClick={() => setMaking(true)}>
            New trigger
          </Button>
        }
        flush
      >
        <DataTable
          label="Triggers"
          columns={triggerColumns}
          rows={triggers.data?.items}
          query={triggers}
          rowKey={({ name }) => name}
          rowLink={({ name }) => paths.trigger(name)}
          empty={
            <EmptyState
              title="No trigger yet"
              text="A trigger starts a trainer when drift, worse performance, new outcomes, a schedule or age ask for it."
            />
          }
        />
      </Section>
      <Section title="Trainers of the operator's file" flush>
        <DataTable
          label="Trainers"
          columns={trainerColumns(setStarting, denied)}
          rows={trainers.data?.items}
          query={trainers}
          rowKey={({ name }) => name}
          empty={
            <EmptyState
              title="No trainer is listed"
              text="The operator lists trainers in the file that SLIPWAY_TRAINERS names."
            />
          }
        />
      </Section>
    </>
  );
}
