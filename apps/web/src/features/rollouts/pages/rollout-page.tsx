import { rolloutsEndpoints, type GuardrailEvidence, type Rollout, type RolloutDecision } from '@slipway/contracts';
import { Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { LinePanel } from '../../../components/charts/line-panel.js';
import { LoadedPage } from '../../../components/layout/loaded-page.js';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatClock, formatCompact, formatNumber, formatPercent, formatWeight } from '../../../lib/format.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';

const LOOK_MS = 1_000;

/** RolloutPage answers: shall it go on? */
export default function RolloutPage(): ReactNode {
  const { id = '' } = useParams();
  const rollout = useCall(rolloutsEndpoints.getRollout, { params: { id } }, { everyMs: LOOK_MS });
  return (
    <LoadedPage title="Rollout" query={rollout}>
      {(data) => <RolloutDetails rollout={data} />}
    </LoadedPage>
  );
}

function RolloutDetails({ rollout }: { rollout: Rollout }): ReactNode {
  const isOver = rollout.endedAt !== null;
  const evidence = useCall(
    rolloutsEndpoints.getRolloutEvidence,
    { params: { id: rollout.id } },
    { everyMs: isOver ? false : LOOK_MS },
  );
  const tone =
    rollout.state === 'promoted'
      ? 'good'
      : rollout.state === 'rolled_back'
        ? 'bad'
        : rollout.state === 'paused' || rollout.state === 'aborted'
          ? 'warn'
          : 'info';
  const looks = evidence.data?.looks ?? [];
  const errors = rollout.guardrails[0];
  return (
    <>
      <PageHeader
        title={`${rollout.endpoint} v${rollout.fromVersion} to v${rollout.toVersion}`}
        status={<Status of="rollout" value={rollout.state} />}
        verdict={{ tone, sentence: rollout.sentence }}
        actions={<RolloutActs rollout={rollout} />}
      />
      <Section title="Steps">
        <Progress.Root size={26} aria-label="Share of the candidate">
          {rollout.steps.map((step, i) => (
            <Progress.Section
              key={step.weightBp}
              value={100 / rollout.steps.length}
              color={
                i < rollout.step || rollout.state === 'promoted'
                  ? 'good'
                  : i === rollout.step && !isOver
                    ? 'blue'
                    : 'gray'
              }
            >
              <Progress.Label>{formatWeight(step.weightBp)}</Progress.Label>
            </Progress.Section>
          ))}
        </Progress.Root>
        <Facts
          items={[
            ['Wanted', formatWeight(rollout.wantedBp)],
            ['Seen', rollout.seenBp === null ? 'not reported yet' : formatWeight(rollout.seenBp)],
            ['Started', <TimeAgo key="at" at={rollout.startedAt} />],
            ['By', rollout.startedBy],
          ]}
        />
      </Section>
      <Section
        title="Guardrails"
        note={`chance of ever rolling back a harmless candidate at most ${formatPercent(rollout.policy.alpha)}, however often Slipway looks`}
        flush
      >
        <DataTable
          label="Guardrails"
          columns={guardrailColumns}
          rows={rollout.guardrails}
          rowKey={({ name }) => name}
          empty={<p style={{ padding: 12 }}>No look yet.</p>}
        />
      </Section>
      {errors !== undefined && (
        <Section
          title="Bad-request budget"
          note={`${formatNumber(errors.candidate.events)} of ${formatNumber(rollout.policy.badRequestBudget)} failed requests; a hard stop at the limit`}
        >
          <Progress
            value={Math.min(100, (100 * errors.candidate.events) / rollout.policy.badRequestBudget)}
            color={errors.candidate.events > 0 ? 'bad' : 'good'}
            aria-label="Bad-request budget"
          />
        </Section>
      )}
      <Columns>
        <Section title="Weights">
          <LinePanel
            points={looks}
            x="at"
            formatX={(at: string) => formatClock(at)}
            formatY={(bp) => formatWeight(bp)}
            sentence={
              looks.length === 0
                ? 'No look yet.'
                : `The candidate has ${formatWeight(looks.at(-1)?.wantedBp)} of traffic.`
            }
            lines={[
              { key: 'wantedBp', name: 'Wanted', color: 'var(--slip-candidate)', step: true },
              { key: 'seenBp', name: 'Seen', color: 'var(--slip-stable)', step: true, dashed: true },
            ]}
          />
        </Section>
        <Section title="Evidence">
          <LinePanel
            log
            points={looks.map((look) => ({
              ...look,
              harmE: Math.max(0.001, look.harmE),
              safeE: Math.max(0.001, look.safeE),
            }))}
            x="at"
            formatX={(at: string) => formatClock(at)}
            formatY={(e) => formatCompact(e)}
            limit={{ value: errors?.harmLimit ?? 20, label: `limit ${formatNumber(errors?.harmLimit ?? 20)}` }}
            sentence="e-values: 1 is no evidence. Harm above the limit rolls back, safety above it goes on."
            lines={[
              { key: 'safeE', name: 'Safe', color: 'var(--slip-stable)' },
              { key: 'harmE', name: 'Harm', color: 'var(--slip-candidate)' },
            ]}
          />
        </Section>
      </Columns>
      <Section title="Decisions" flush>
        <DataTable
          label="Decisions"
          columns={decisionColumns}
          rows={evidence.data?.decisions}
          query={evidence}
          rowKey={({ at, act }) => `${at}${act}`}
        />
      </Section>
    </>
  );
}

function RolloutActs({ rollout }: { rollout: Rollout }): ReactNode {
  const denied = useDenied('write') ?? (rollout.endedAt === null ? null : 'The rollout has ended.');
  const args = { params: { id: rollout.id }, body: {} };
  const promote = useAct(rolloutsEndpoints.promoteRollout, { success: 'Promoted' });
  const pause = useAct(rolloutsEndpoints.pauseRollout, { success: 'Paused' });
  const resume = useAct(rolloutsEndpoints.resumeRollout, { success: 'Resumed' });
  const abort = useAct(rolloutsEndpoints.abortRollout, { success: 'Aborted' });
  const isPaused = rollout.state === 'paused';
  return (
    <Acts
      acts={[
        {
          label: 'Promote fully',
          disabled: denied,
          confirm: {
            kind: 'dialog',
            effect: `v${rollout.toVersion} gets all traffic at once, whatever the evidence says.`,
          },
          call: () => promote.mutateAsync(args),
        },
        isPaused
          ? { label: 'Resume rollout', disabled: denied, call: () => resume.mutateAsync(args) }
          : { label: 'Pause rollout', disabled: denied, call: () => pause.mutateAsync(args) },
        {
          label: 'Abort rollout',
          danger: true,
          disabled: denied,
          confirm: {
            kind: 'dialog',
            effect: `100 % of traffic returns to v${rollout.fromVersion}, which is warm: in under 2 s.`,
          },
          call: () => abort.mutateAsync(args),
        },
      ]}
    />
  );
}

const guardrailColumns: Column<GuardrailEvidence>[] = [
  { key: 'name', header: 'Guardrail', cell: ({ name }) => name },
  { key: 'stable', header: 'Stable', align: 'right', cell: ({ stable }) => rateOf(stable) },
  { key: 'candidate', header: 'Candidate', align: 'right', cell: ({ candidate }) => rateOf(candidate) },
  {
    key: 'ratio',
    header: 'Ratio',
    align: 'right',
    cell: ({ ratio }) => (ratio === null ? '–' : `${formatNumber(ratio)}x`),
  },
  {
    key: 'harm',
    header: 'Harm e / limit',
    align: 'right',
    cell: ({ harmE, harmLimit }) => `${formatCompact(harmE)} / ${formatNumber(harmLimit)}`,
  },
  {
    key: 'safe',
    header: 'Safe e / limit',
    align: 'right',
    cell: ({ safeE, safeLimit }) => `${formatCompact(safeE)} / ${formatNumber(safeLimit)}`,
  },
  {
    key: 'carried',
    header: 'Carried by',
    cell: ({ carriedBy }) =>
      carriedBy === null ? '–' : carriedBy === 'absolute' ? 'low rate by itself' : 'comparison with stable',
  },
  { key: 'verdict', header: 'Verdict', cell: ({ verdict }) => <Status of="evidence" value={verdict} /> },
];

const ACTS: Record<RolloutDecision['act'], string> = {
  start: 'Start',
  advance: 'Advance',
  skip: 'Skip a step',
  hold: 'Hold',
  pause: 'Pause',
  resume: 'Resume',
  roll_back: 'Roll back',
  complete: 'Promote',
  finish: 'Finish',
  schedule: 'Schedule',
  approve: 'Approve',
  abort: 'Abort',
  promote: 'Promote by hand',
};

const decisionColumns: Column<RolloutDecision>[] = [
  { key: 'at', header: 'Time', cell: ({ at }) => <TimeAgo at={at} /> },
  { key: 'act', header: 'Act', cell: ({ act }) => ACTS[act] },
  { key: 'why', header: 'Why', cell: ({ why }) => why },
  { key: 'by', header: 'By', cell: ({ by }) => by },
];

function rateOf({ units, events }: { units: number; events: number }): string {
  return units === 0 ? '–' : `${formatPercent(events / units, 2)} (n ${formatCompact(units)})`;
}
