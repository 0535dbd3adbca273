import type { Page, TrainingRun } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Section } from '../../../components/layout/section.js';
import { Clamped } from '../../../components/ui/clamped.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { FilterInput } from '../../../components/ui/filter-input.js';
import { Status } from '../../../components/ui/status.js';
import { statusWord } from '../../../components/ui/status-words.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatDigest, formatNumber, formatSpan } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { trainSnippet } from '../../../lib/snippets.js';

const columns: readonly Column<TrainingRun>[] = [
  {
    key: 'run',
    header: 'Run',
    cell: ({ trainer, model }) => `${model} by ${trainer}`,
    sortBy: ({ trainer, model }) => `${model} by ${trainer}`,
  },
  {
    key: 'why',
    header: 'Started by and why',
    prose: 'sentence',
    cell: ({ why, trigger, startedBy }) => <Clamped text={`${trigger ?? startedBy}: ${why}`} />,
    sortBy: ({ trigger, startedBy }) => trigger ?? startedBy,
  },
  {
    key: 'data',
    header: 'Data',
    cell: ({ dataset, dataDigest, dataRows }) =>
      dataset === null ? (
        '–'
      ) : (
        <>
          <Link to={paths.dataset(dataset)}>{formatNumber(dataRows)} rows</Link>
          <br />
          {formatDigest(dataDigest)}
        </>
      ),
    sortBy: ({ dataRows }) => dataRows,
  },
  {
    key: 'version',
    header: 'Version',
    cell: ({ model, version }) => (version === null ? '–' : <Link to={paths.version(model, version)}>v{version}</Link>),
    sortBy: ({ version }) => version,
  },
  {
    key: 'gates',
    header: 'Gates',
    cell: ({ gates, evaluationId }) =>
      gates === null || evaluationId === null ? (
        '–'
      ) : (
        <Link to={paths.evaluation(evaluationId)}>
          <Status of="gate" value={gates} />
        </Link>
      ),
    sortBy: ({ gates }) => gates && statusWord('gate', gates).word,
  },
  {
    key: 'outcome',
    header: 'Outcome',
    cell: ({ outcome, error }) => <Status of="training_outcome" value={outcome} detail={error} />,
    sortBy: ({ outcome }) => statusWord('training_outcome', outcome).word,
  },
  {
    key: 'took',
    header: 'Took',
    align: 'right',
    cell: ({ startedAt, finishedAt }) => (finishedAt === null ? '–' : formatSpan(startedAt, finishedAt, 0)),
    sortBy: ({ startedAt, finishedAt }) =>
      startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt),
  },
  {
    key: 'at',
    header: 'Started',
    cell: ({ createdAt }) => <TimeAgo at={createdAt} />,
    sortBy: ({ createdAt }) => createdAt,
  },
];

/** TrainingRuns lists the runs of trainers: why each one started, on which data, what the gates say and what came of it. */
export function TrainingRuns({
  runs,
  isFiltered,
}: {
  runs: { data: Page<TrainingRun> | undefined; error: unknown; refetch: () => unknown };
  isFiltered: boolean;
}): ReactNode {
  return (
    <Section title="Training runs" actions={<FilterInput label="Filter by name" />} flush>
      <DataTable
        label="Training runs"
        columns={columns}
        rows={runs.data?.items}
        query={runs}
        rowKey={({ id }) => id}
        rowLink={({ id }) => paths.trainingRun(id)}
        empty={
          isFiltered ? (
            <EmptyState title="No training run is like that" text="Clear the filter to see all." />
          ) : (
            <EmptyState
              title="Nothing was trained yet"
              text="A trigger starts a trainer when its monitor finds drift; a script can start one any time."
              snippet={trainSnippet('my-trainer')}
            />
          )
        }
      />
    </Section>
  );
}
