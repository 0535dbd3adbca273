import { rolloutsEndpoints, type Rollout, type RolloutLook } from '@slipway/contracts';
import { Fragment, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { LoadedPage } from '../../../components/layout/loaded-page.js';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatNumber, formatPercent, formatSpan, formatWeight } from '../../../lib/format.js';
import { useNow } from '../../../lib/now.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { Audience } from '../components/audience.js';
import { CandidateTable } from '../components/candidate-table.js';
import { CheckTable } from '../components/check-table.js';
import { DecisionTable } from '../components/decision-table.js';
import { EvidenceCharts } from '../components/evidence-charts.js';
import { FailureBudget } from '../components/failure-budget.js';
import { GuardrailTable } from '../components/guardrail-table.js';
import { MeasureTable } from '../components/measure-table.js';
import { NextWays } from '../components/next-ways.js';
import { RolloutActs } from '../components/rollout-acts.js';
import { ShadowComparison } from '../components/shadow-comparison.js';
import { StepTrack } from '../components/step-track.js';
import { proofWords } from '../prepare/proof-expected.js';
import {
  approvalWords,
  overrideWords,
  rolloutTitle,
  rolloutTone,
  stepWords,
  strategyWords,
} from '../prepare/rollout-words.js';

const LOOK_MS = 1_000;

/** RolloutPage answers: shall it go on? */
export default function RolloutPage(): ReactNode {
  const { id = '' } = useParams();
  const rollout = useCall(rolloutsEndpoints.getRollout, { params: { id } }, { everyMs: LOOK_MS });
  return (
    <LoadedPage title="Rollout" query={rollout}>
      {(data) => <Content rollout={data} />}
    </LoadedPage>
  );
}

function Content({ rollout }: { rollout: Rollout }): ReactNode {
  const { id, fromVersion, toVersion, state, strategy, policy, sentence, endedAt } = rollout;
  const evidence = useCall(
    rolloutsEndpoints.getRolloutEvidence,
    { params: { id } },
    { everyMs: endedAt === null ? LOOK_MS : false },
  );
  const isShadow = strategy === 'shadow';
  const isTest = strategy === 'ab_test';
  const judged = isTest ? rollout.arms : [{ ...rollout, version: toVersion }];
  return (
    <>
      <PageHeader
        title={rolloutTitle(rollout)}
        status={<Status of="rollout" value={state} />}
        verdict={{ tone: rolloutTone(state), sentence }}
        actions={<RolloutActs rollout={rollout} />}
      />
      <Section title={strategyWords[strategy].name} note={stepWords(rollout)}>
        {!isShadow && !isTest && <StepTrack rollout={rollout} />}
        <About rollout={rollout} looks={evidence.data?.looks ?? []} />
      </Section>
      {isTest ? (
        <CandidateTable rollout={rollout} looks={evidence.data?.looks ?? []} />
      ) : (
        <NextWays rollout={rollout} />
      )}
      {judged.map((arm) => (
        <Fragment key={arm.version}>
          <Section
            title={isTest ? `Guardrails of v${arm.version}` : 'Guardrails'}
            note={`the chance of ever rolling back a version that is no worse is at most ${formatPercent(policy.alpha)}, however often Slipway looks`}
            flush
          >
            <GuardrailTable guardrails={arm.guardrails} stable={`v${fromVersion}`} candidate={`v${arm.version}`} />
          </Section>
          <MeasureTable measures={arm.measures} stable={`v${fromVersion}`} candidate={`v${arm.version}`} />
          <CheckTable candidate={isTest ? `v${arm.version}` : null} checks={policy.checks} readings={arm.checks} />
        </Fragment>
      ))}
      <Loaded query={evidence} height={420}>
        {(data) => (
          <>
            {!isTest && <EvidenceCharts rollout={rollout} evidence={data} />}
            <Columns>
              {!isTest && <FailureBudget rollout={rollout} evidence={data} />}
              <Audience rollout={rollout} />
            </Columns>
          </>
        )}
      </Loaded>
      {isShadow && <ShadowComparison rollout={rollout} />}
      <DecisionTable rollout={rollout} evidence={evidence.data} query={evidence} />
    </>
  );
}

function About({ rollout, looks }: { rollout: Rollout; looks: readonly RolloutLook[] }): ReactNode {
  const now = useNow(1000);
  const { endpoint, model, toModel, fromVersion, toVersion, wantedBp, seenBp, startedAt, endedAt, policy, arms } =
    rollout;
  const share = `${formatWeight(wantedBp)} wanted, ${seenBp === null ? 'not reported yet' : `${formatWeight(seenBp)} seen`}`;
  return (
    <Columns>
      <Facts
        items={[
          ['Endpoint', <EndpointLink key="endpoint" name={endpoint} />],
          ['From', <VersionLink key="from" model={model} version={fromVersion} />],
          [
            'To',
            (arms.length === 0 ? [{ model: toModel, version: toVersion }] : arms).map((one) => (
              <div key={one.version}>
                <VersionLink {...one} />
              </div>
            )),
          ],
          [
            arms.length === 0 ? `Share of v${toVersion}` : 'Share of all',
            rollout.strategy === 'shadow' || endedAt !== null ? null : share,
          ],
        ]}
      />
      <Facts
        items={[
          ['Started', <TimeAgo key="at" at={startedAt} />],
          ['By', rollout.trainingRunId === null ? rollout.startedBy : <TrainedBy key="by" rollout={rollout} />],
          [endedAt === null ? 'Lasts' : 'Lasted', formatSpan(startedAt, endedAt, now)],
          ['Proof', arms.length === 0 ? proofWords(rollout, looks, now) : null],
          ['Approvals', approvalWords(rollout)],
          ['Freeze', overrideWords(rollout)],
          [
            'Limits',
            `worse than ${formatNumber(policy.thetaHarm)}x is harm; below ${formatNumber(policy.thetaNi)}x, or ${formatPercent(policy.pMax)} errors, is safe`,
          ],
        ]}
      />
    </Columns>
  );
}

const EndpointLink = ({ name }: { name: string }): ReactNode => <Link to={paths.endpoint(name)}>{name}</Link>;

const VersionLink = ({ model, version }: { model: string; version: number }): ReactNode => (
  <Link to={paths.version(model, version)}>
    {model} v{version}
  </Link>
);

const TrainedBy = ({ rollout: { startedBy, trainingRunId } }: { rollout: Rollout }): ReactNode => (
  <>
    {startedBy}, after <Link to={paths.trainingRun(trainingRunId ?? '')}>training</Link>
  </>
);
