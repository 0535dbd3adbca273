import type { Rollout, RolloutArm, RolloutLook } from '@slipway/contracts';
import { Box, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { formatCompact, formatNumber, formatPercent, formatWeight } from '../../../lib/format.js';
import { candidateState, intervalSpan, liftWords, testRules } from '../prepare/candidate-words.js';
import { changeWords } from '../prepare/measure-words.js';
import { GoalChart } from './goal-chart.js';
import { IntervalBar } from './interval-bar.js';

/** CandidateTable sets the candidates of an A/B test against stable by the metric that decides, and says what ends the test. */
export function CandidateTable({ rollout, looks }: { rollout: Rollout; looks: readonly RolloutLook[] }): ReactNode {
  const { plan, arms, fromVersion, policy } = rollout;
  if (plan.strategy !== 'ab_test') return null;
  const span = intervalSpan(arms);
  const columns: Column<RolloutArm>[] = [
    { key: 'version', header: 'Version', cell: ({ version }) => `v${version}` },
    { key: 'state', header: 'Verdict', cell: (arm) => <Status of="candidate" value={candidateState(arm)} /> },
    {
      key: 'share',
      header: 'Share',
      align: 'right',
      cell: (arm) => formatWeight(arm.dropped === null ? arm.weightBp : 0),
    },
    {
      key: 'mean',
      header: `Mean of ${plan.goal.metric}`,
      align: 'right',
      cell: (arm) => <Mean {...arm.goal?.candidate} />,
    },
    { key: 'stable', header: `v${fromVersion}`, align: 'right', cell: (arm) => <Mean {...arm.goal?.stable} /> },
    {
      key: 'change',
      header: 'Change',
      align: 'right',
      cell: (arm) => (arm.goal === null ? '–' : changeWords(arm.goal)),
    },
    { key: 'lift', header: 'Lift', align: 'right', cell: liftWords },
    { key: 'interval', header: 'Interval', cell: ({ goal }) => <IntervalBar measure={goal} span={span} /> },
    { key: 'why', header: 'Taken out', cell: ({ dropped }) => <div style={{ minWidth: 160 }}>{dropped ?? ''}</div> },
  ];
  return (
    <Section
      title={`Candidates by ${plan.goal.metric}`}
      note={`${plan.goal.better} is better; whatever these intervals say together is ever wrong with a chance of at most ${formatPercent(policy.alpha)}, however often Slipway looks`}
      flush
    >
      <DataTable label="Candidates" columns={columns} rows={arms} rowKey={({ version }) => version} empty={null} />
      <Box px="md">
        <GoalChart rollout={rollout} looks={looks} />
      </Box>
      <Text size="sm" c="dimmed" p="md">
        {testRules(plan, fromVersion)}
      </Text>
    </Section>
  );
}

const Mean = ({ mean = null, units = 0 }: { mean?: number | null; units?: number }): ReactNode => (
  <>
    {mean === null ? '–' : formatNumber(mean, 3)}
    <Text size="xs" c="dimmed">
      {units === 0 ? 'no values yet' : `of ${formatCompact(units)}`}
    </Text>
  </>
);
