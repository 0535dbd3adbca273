import { evaluationEndpoints, jobsEndpoints, type Evaluation } from '@slipway/contracts';
import { IconPlayerStop, IconRepeat } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Facts, Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { JobProgress } from '../../../components/ui/job-progress.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatCompact } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { EvaluationResults } from '../components/evaluation-results.js';
import { evaluationVerdict } from '../prepare/evaluation-verdict.js';

/** EvaluationPage answers: does it pass, where does it fail? */
export default function EvaluationPage(): ReactNode {
  const { id = '' } = useParams();
  const evaluation = useCall(evaluationEndpoints.getEvaluation, { params: { id } });
  if (evaluation.data === undefined)
    return (
      <>
        <PageHeader title="Evaluation" />
        <Loaded query={evaluation}>{() => null}</Loaded>
      </>
    );
  return <Content evaluation={evaluation.data} />;
}

function Content({ evaluation }: { evaluation: Evaluation }): ReactNode {
  const { model, version, dataset, state } = evaluation;
  const active = state === 'running' || state === 'waiting';
  return (
    <>
      <PageHeader
        title={`${model} v${version} on ${dataset}`}
        status={<Status of="job" value={state} />}
        verdict={evaluationVerdict(evaluation)}
        actions={<EvaluationActs evaluation={evaluation} />}
      />
      {active && <RunningJob evaluation={evaluation} />}
      {state === 'done' && <EvaluationResults evaluation={evaluation} />}
      <MeasuredFacts evaluation={evaluation} />
    </>
  );
}

function MeasuredFacts({
  evaluation: {
    model,
    version,
    dataset,
    datasetVersion,
    target,
    positive,
    query,
    separator,
    kind,
    createdAt,
    finishedAt,
    rowsPerSecond,
  },
}: {
  evaluation: Evaluation;
}): ReactNode {
  return (
    <Section title="What was measured">
      <Facts
        items={[
          [
            'Version',
            <Link key="version" to={paths.version(model, version)}>
              {model} v{version}
            </Link>,
          ],
          [
            'Dataset',
            <Link key="dataset" to={`${paths.dataset(dataset)}?version=${datasetVersion}`}>
              {dataset} v{datasetVersion}
            </Link>,
          ],
          ['Target', positive === null ? target : `${target}, positive is “${positive}”`],
          ['Measured as', kind === null ? null : kindWords[kind]],
          ['Queries', query === null ? null : `rows of the same ${query}`],
          ['Labels', separator === null ? null : `separated by “${separator}”`],
          ['Speed', rowsPerSecond === null ? null : `${formatCompact(rowsPerSecond)} rows/s`],
          ['Started', <TimeAgo key="started" at={createdAt} />],
          ['Finished', finishedAt === null ? null : <TimeAgo key="finished" at={finishedAt} />],
        ]}
      />
    </Section>
  );
}

const kindWords: Record<NonNullable<Evaluation['kind']>, string> = {
  binary: 'a score of two classes',
  multiclass: 'one of several classes',
  regression: 'a value',
  ranking: 'the order of rows',
  multilabel: 'several labels a row',
};

function RunningJob({ evaluation: { id, jobId } }: { evaluation: Evaluation }): ReactNode {
  useCall(evaluationEndpoints.getEvaluation, { params: { id } }, { everyMs: 2000 });
  return (
    <Section title="Under way">
      <JobProgress jobId={jobId} label="Measured" />
    </Section>
  );
}

function EvaluationActs({
  evaluation: {
    jobId,
    model,
    version,
    dataset,
    datasetVersion,
    target,
    positive,
    query,
    separator,
    robustness,
    gates,
    slices,
    champion,
    state,
  },
}: {
  evaluation: Evaluation;
}): ReactNode {
  const navigate = useNavigate();
  const denied = useDenied('write');
  const again = useAct(evaluationEndpoints.startEvaluation, {
    success: 'The evaluation is queued',
    onDone: ({ evaluation }) => void navigate(paths.evaluation(evaluation.id)),
  });
  const cancel = useAct(jobsEndpoints.cancelJob, { success: 'The evaluation is cancelled' });
  const active = state === 'running' || state === 'waiting';
  const body = {
    model,
    version,
    dataset,
    datasetVersion,
    target,
    ...(positive !== null && { positive }),
    ...(query !== null && { query }),
    ...(separator !== null && { separator }),
    robustness: robustness.length > 0,
    ...(champion !== null && { champion: champion.version }),
    gates: gates.map(({ metric, op, threshold, compare, slice }) => ({ metric, op, threshold, compare, slice })),
    slices: [...new Set(slices.map(({ column }) => column))],
  };
  return (
    <Acts
      acts={[
        {
          label: 'Run again',
          icon: IconRepeat,
          call: () => again.mutateAsync({ body }),
          disabled: denied ?? (active ? 'It still runs.' : null),
          busy: again.isPending,
        },
        {
          label: 'Cancel evaluation',
          icon: IconPlayerStop,
          call: () => cancel.mutateAsync({ params: { id: jobId } }),
          disabled: denied ?? (active ? null : 'It has ended.'),
          confirm: { kind: 'dialog', effect: 'The measurement stops and no result is kept.' },
        },
      ]}
    />
  );
}
