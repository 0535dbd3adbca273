import { jobsEndpoints, jobWords, type Job } from '@slipway/contracts';
import { Button, Group, Progress, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { Link } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Json } from '../../../components/ui/json.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { ViewsMenu } from '../../../components/ui/views-menu.js';
import { formatPercent, formatSpan, middleCut } from '../../../lib/format.js';
import { useNow } from '../../../lib/now.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { useUrlState } from '../../../lib/url-state.js';
import { failedFirst, jobsVerdict, triesOf } from '../prepare/job-order.js';

const states = ['all', 'failed', 'running', 'waiting', 'done', 'cancelled'] as const;
type Shown = (typeof states)[number];

/** JobsPage answers: what is stuck? */
export default function JobsPage(): ReactNode {
  const [shown, setShown] = useUrlState<Shown>('state', 'all');
  const [opened, setOpened] = useUrlState<string>('job', '');
  const jobs = useCall(
    jobsEndpoints.listJobs,
    { query: { limit: 100, ...(shown !== 'all' && { state: shown }) } },
    { everyMs: 5_000 },
  );
  const rows = useMemo(() => jobs.data && failedFirst(jobs.data.items), [jobs.data]);
  return (
    <>
      <PageHeader title="Jobs" verdict={rows && (shown === 'all' ? jobsVerdict(rows) : undefined)} />
      <Section
        title="Newest jobs"
        actions={
          <Group gap="xs">
            <SegmentedControl
              size="xs"
              style={{ maxWidth: '100%', overflowX: 'auto' }}
              data={states.map((state) => ({
                value: state,
                label: state === 'all' ? 'All' : state.charAt(0).toUpperCase() + state.slice(1),
              }))}
              value={shown}
              onChange={(value) => setShown(value as Shown)}
              aria-label="State"
            />
            <ViewsMenu page="jobs" />
          </Group>
        }
        flush
      >
        <DataTable
          label="Jobs"
          columns={columns}
          rows={rows}
          query={jobs}
          rowKey={({ id }) => id}
          onRowClick={({ id }) => setOpened(id === opened ? '' : id)}
          isSelected={({ id }) => id === opened}
          detail={(job) => (job.id === opened ? <JobDetail job={job} /> : null)}
          empty={
            <EmptyState
              title={shown === 'all' ? 'No job has run yet' : `No ${shown} job`}
              text="Evaluations, baselines, monitor runs and training runs are jobs."
            />
          }
        />
      </Section>
    </>
  );
}

const columns: readonly Column<Job>[] = [
  { key: 'name', header: 'Job', cell: ({ name }) => <b>{jobWords(name)}</b>, sortBy: ({ name }) => jobWords(name) },
  {
    key: 'subject',
    header: 'For',
    prose: 'words',
    cell: ({ subject }) => middleCut(subject ?? '–'),
    sortBy: ({ subject }) => subject,
  },
  {
    key: 'state',
    header: 'State',
    cell: ({ state, error }) => <Status of="job" value={state} detail={error?.detail} />,
    sortBy: ({ state }) => state,
  },
  { key: 'progress', header: 'Progress', cell: (job) => <JobProgress job={job} />, prose: 'words' },
  {
    key: 'waited',
    header: 'Waited',
    align: 'right',
    cell: ({ createdAt, startedAt }) => <Span from={createdAt} to={startedAt} />,
  },
  {
    key: 'ran',
    header: 'Ran',
    align: 'right',
    cell: ({ startedAt, finishedAt }) => <Span from={startedAt} to={finishedAt} />,
  },
  { key: 'tries', header: 'Tries', align: 'right', cell: triesOf },
  { key: 'by', header: 'By', cell: ({ createdBy }) => createdBy },
  {
    key: 'made',
    header: 'Made',
    cell: ({ createdAt }) => <TimeAgo at={createdAt} />,
    sortBy: ({ createdAt }) => createdAt,
  },
  { key: 'acts', header: 'Acts', hideHeader: true, cell: (job) => <CancelJob job={job} /> },
];

const Span = ({ from, to }: { from: string | null; to: string | null }): ReactNode =>
  formatSpan(from, to, useNow(1000));

function JobProgress({ job: { name, state, progress, message } }: { job: Job }): ReactNode {
  if (state !== 'running') return null;
  return (
    <Stack gap={2}>
      <Progress value={progress * 100} aria-label={`${jobWords(name)}: ${formatPercent(progress)}`} />
      {message !== null && (
        <Text size="xs" c="dimmed">
          {message}
        </Text>
      )}
    </Stack>
  );
}

function CancelJob({ job: { id, state } }: { job: Job }): ReactNode {
  const denied = useDenied('write');
  const cancel = useAct(jobsEndpoints.cancelJob, { success: 'The job is cancelled' });
  if (state !== 'waiting' && state !== 'running') return null;
  return (
    <Button
      variant="default"
      size="compact-xs"
      disabled={denied !== null}
      loading={cancel.isPending}
      onClick={(event) => {
        event.stopPropagation();
        cancel.mutate({ params: { id } });
      }}
    >
      Cancel job
    </Button>
  );
}

function JobDetail({ job: { error, result, message } }: { job: Job }): ReactNode {
  return (
    <Stack gap="xs" py="xs">
      {error !== null && (
        <Text size="sm" c="var(--slip-bad)">
          {error.detail}{' '}
          <Text span size="xs" c="dimmed">
            ({error.code})
          </Text>
        </Text>
      )}
      {message !== null && <Text size="sm">Last said: {message}</Text>}
      {result !== null ? (
        <>
          <MadeDataset result={result} />
          <Json value={result} label="result" />
        </>
      ) : (
        <Text size="sm" c="dimmed">
          No result yet.
        </Text>
      )}
    </Stack>
  );
}

/** Whoever made a dataset wants to see it. */
function MadeDataset({ result: { dataset, version } }: { result: Record<string, unknown> }): ReactNode {
  if (typeof dataset !== 'string' || typeof version !== 'number') return null;
  return (
    <Link to={`${paths.dataset(dataset)}?version=${version}`}>
      Open {dataset} v{version}
    </Link>
  );
}
