import { retrainingEndpoints, type TrainingRun } from '@slipway/contracts';
import { Anchor, Code, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { LoadedPage } from '../../../components/layout/loaded-page.js';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import type { Act } from '../../../components/ui/act.js';
import { Acts } from '../../../components/ui/acts.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatDigest, formatMetric, formatNumber } from '../../../lib/format.js';
import { useNow } from '../../../lib/now.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { useUrlState } from '../../../lib/url-state.js';
import { FoldsTable } from '../components/folds-table.js';
import { LiveMetrics } from '../components/live-metrics.js';
import { TrainingFlow } from '../components/training-flow.js';
import { failedStep, flowOf, runSentence } from '../prepare/training-flow.js';

const LIVE_MS = 1_000;

/** TrainingRunPage answers: why did it train, how far is it, and what came out? */
export default function TrainingRunPage(): ReactNode {
  const { id = '' } = useParams();
  const run = useCall(retrainingEndpoints.getTrainingRun, { params: { id } }, { everyMs: LIVE_MS });
  const acts = useRunActs(run.data);
  const now = useNow(LIVE_MS);
  const [asked, choose] = useUrlState<string>('step', '');
  return (
    <LoadedPage title="Training run" query={run}>
      {(data) => {
        const boxes = flowOf(data, now);
        const chosen = data.steps.find(({ name }) => name === asked) ?? standingAt(data);
        const box = boxes.find(({ name }) => name === chosen?.name);
        return (
          <>
            <PageHeader
              title={`${data.model} by ${data.trainer}`}
              status={<Status of="job" value={data.state} />}
              verdict={{
                tone: data.state === 'failed' ? 'bad' : data.state === 'done' ? 'good' : 'info',
                sentence: runSentence(data),
              }}
              actions={<Acts acts={acts} />}
            />
            <Section
              title="From data to traffic"
              note={data.trigger === null ? `started by ${data.startedBy}` : `fired by ${data.trigger}`}
            >
              <TrainingFlow boxes={boxes} chosen={chosen?.name ?? ''} onChoose={choose} />
            </Section>
            {chosen && box && (
              <Section
                title={box.label}
                note={chosen.attempts > 1 ? `${formatNumber(chosen.attempts)} attempts` : undefined}
              >
                <Text size="sm" mb="xs">
                  {chosen.why || 'Not reached yet.'}{' '}
                  {box.link !== null && (
                    <Anchor component={Link} to={box.link} size="sm">
                      Open
                    </Anchor>
                  )}
                </Text>
                {chosen.advice !== null && (
                  <Text size="sm" mb="xs" fw={600}>
                    {chosen.advice}
                  </Text>
                )}
                <Code
                  block
                  tabIndex={0}
                  aria-label={`Log of ${box.label}`}
                  style={{ maxHeight: 320, overflow: 'auto', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
                >
                  {chosen.log === '' ? 'Nothing logged yet.' : chosen.log}
                </Code>
              </Section>
            )}
            {data.runId !== null && <LiveMetrics runId={data.runId} />}
            <FoldsTable folds={data.folds} />
            <Columns>
              <Section title="Input">
                <Facts
                  items={[
                    ['Why', data.why],
                    [
                      'Learned from',
                      data.endpoint === null
                        ? (data.input.dataset ?? '–')
                        : `${data.endpoint}, last ${data.input.windowDays} days of event time`,
                    ],
                    ['Rows', formatNumber(data.dataRows)],
                    [
                      'Kept as',
                      data.dataset === null ? (
                        '–'
                      ) : (
                        <Link
                          key="d"
                          to={paths.dataset(data.dataset)}
                        >{`${data.dataset} v${data.datasetVersion}`}</Link>
                      ),
                    ],
                    ['Data digest', formatDigest(data.dataDigest)],
                    [
                      'Trigger',
                      data.trigger === null ? (
                        '–'
                      ) : (
                        <Link key="t" to={paths.trigger(data.trigger)}>
                          {data.trigger}
                        </Link>
                      ),
                    ],
                    [
                      'Tracked as',
                      data.runId === null ? (
                        '–'
                      ) : (
                        <Link key="r" to={paths.run(data.runId)}>
                          a run of {data.model} training
                        </Link>
                      ),
                    ],
                    ['Started', <TimeAgo key="s" at={data.startedAt} />],
                  ]}
                />
              </Section>
              <Section title="Result">
                <Facts
                  items={[
                    [
                      'Version',
                      data.version === null ? (
                        '–'
                      ) : (
                        <Link key="v" to={paths.version(data.model, data.version)}>
                          v{data.version}
                        </Link>
                      ),
                    ],
                    ['Exit code', data.exitCode ?? '–'],
                    ...Object.entries(data.metrics).map(([name, value]): [string, ReactNode] => [
                      name,
                      Number.isInteger(value) ? formatNumber(value) : formatMetric(value),
                    ]),
                  ]}
                />
              </Section>
            </Columns>
          </>
        );
      }}
    </LoadedPage>
  );
}

/** standingAt is the step that matters now: the one that failed, waits or runs, else the last that did anything. */
function standingAt(run: TrainingRun): TrainingRun['steps'][number] | undefined {
  return (
    failedStep(run) ??
    run.steps.find(({ state }) => state === 'held' || state === 'running') ??
    run.steps.findLast(({ state }) => state === 'done')
  );
}

function useRunActs(run: TrainingRun | undefined): Act[] {
  const navigate = useNavigate();
  const denied = useDenied('write');
  const mayNotApprove = useDenied('approve');
  const retry = useAct(retrainingEndpoints.retryTrainingRun, { success: 'It goes on from the step that failed' });
  const cancel = useAct(retrainingEndpoints.cancelTrainingRun, {});
  const approve = useAct(retrainingEndpoints.approveTrainingRun, {});
  const again = useAct(retrainingEndpoints.runTrainer, {
    onDone: ({ trainingRun }) => void navigate(paths.trainingRun(trainingRun.id)),
  });
  if (run === undefined) return [];
  const params = { id: run.id };
  const answer = (agreed: boolean) => () =>
    approve.mutateAsync({ params, body: { approve: agreed, why: 'decided on its page' } });
  const isOver = run.state === 'done' || run.state === 'failed' || run.state === 'cancelled';
  const waits = run.steps.some(({ name, state }) => name === 'approve' && state === 'held');
  const canGoOn = run.state === 'failed' || run.state === 'cancelled';
  return [
    ...(waits
      ? [
          {
            label: 'Approve canary',
            primary: true,
            disabled: mayNotApprove,
            confirm: { kind: 'dialog' as const, effect: `The canary of v${run.version} starts at ${run.endpoint}.` },
            call: answer(true),
          },
          {
            label: 'Reject canary',
            disabled: mayNotApprove,
            confirm: { kind: 'dialog' as const, effect: 'The version stays registered and is not rolled out.' },
            call: answer(false),
          },
        ]
      : []),
    ...(canGoOn
      ? [{ label: 'Retry from here', primary: true, disabled: denied, call: () => retry.mutateAsync({ params }) }]
      : []),
    ...(isOver
      ? [
          {
            label: 'Run again',
            disabled: denied,
            confirm: {
              kind: 'dialog' as const,
              effect: 'The trainer starts anew with the same input, on the rows that there are now. No canary follows.',
            },
            call: () =>
              again.mutateAsync({
                params: { name: run.trainer },
                body: { input: run.input, why: `again, as on ${run.createdAt.slice(0, 10)}` },
              }),
          },
        ]
      : [
          {
            label: 'Cancel run',
            danger: true,
            disabled: denied,
            confirm: {
              kind: 'dialog' as const,
              effect: 'The run stops; what it has made so far stays, and it can be gone on with.',
            },
            call: () => cancel.mutateAsync({ params }),
          },
        ]),
  ];
}
