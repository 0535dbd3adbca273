import type { Rollout, RolloutDecision, RolloutEvidence } from '@slipway/contracts';
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column, type DataTableProps } from '../../../components/ui/data-table.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { downloadText } from '../../../lib/download.js';
import { formatWeight } from '../../../lib/format.js';
import { actWords } from '../prepare/rollout-words.js';
import { DecideAgain } from './decide-again.js';
import { GuardrailTable } from './guardrail-table.js';

/** DecisionTable is a rollout's history: who did what and why, each with the evidence it was decided on. */
export function DecisionTable({
  rollout,
  evidence,
  query,
}: {
  rollout: Rollout;
  evidence: RolloutEvidence | undefined;
  query: NonNullable<DataTableProps<RolloutDecision>['query']>;
}): ReactNode {
  const [opened, setOpened] = useState<number | null>(null);
  const share = (step: number): string => formatWeight(rollout.steps[step]?.weightBp);
  const columns: Column<RolloutDecision>[] = [
    { key: 'at', header: 'Time', cell: ({ at }) => <TimeAgo at={at} /> },
    { key: 'act', header: 'What', cell: ({ act }) => actWords[act] },
    {
      key: 'share',
      header: 'Step',
      align: 'right',
      cell: ({ fromStep, toStep }) =>
        fromStep === toStep ? share(fromStep) : `${share(fromStep)} to ${share(toStep)}`,
    },
    { key: 'why', header: 'Why', cell: ({ why }) => <div style={{ minWidth: 200 }}>{why}</div> },
    { key: 'by', header: 'By', cell: ({ by }) => by },
    {
      key: 'evidence',
      header: 'Evidence',
      hideHeader: true,
      control: true,
      align: 'right',
      cell: (decision) =>
        decision.guardrails.length > 0 && (
          <Button
            variant="subtle"
            size="compact-xs"
            aria-expanded={opened === decision.number}
            onClick={() => setOpened(opened === decision.number ? null : decision.number)}
          >
            {opened === decision.number ? 'Hide evidence' : 'Show evidence'}
          </Button>
        ),
    },
  ];
  return (
    <Section
      title="Decisions"
      note="newest first, each kept with the evidence it was made on"
      actions={
        evidence && (
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconDownload size={13} aria-hidden />}
            onClick={() =>
              downloadText(
                `${rollout.endpoint}-v${rollout.fromVersion}-to-v${rollout.toVersion}-evidence.json`,
                'application/json',
                JSON.stringify({ rollout, evidence }, null, 2),
              )
            }
          >
            Download evidence
          </Button>
        )
      }
      flush
    >
      <DataTable
        label="Decisions"
        columns={columns}
        rows={evidence?.decisions}
        query={query}
        rowKey={({ number }) => number}
        detail={(decision) =>
          opened === decision.number && (
            <>
              {evidenceOf(rollout, decision).map(({ version, guardrails }) => (
                <GuardrailTable
                  key={version}
                  guardrails={guardrails}
                  stable={`v${rollout.fromVersion}`}
                  candidate={`v${version}`}
                />
              ))}
              <DecideAgain rollout={rollout} decision={decision} />
            </>
          )
        }
      />
    </Section>
  );
}

/** An A/B test was decided on the evidence of each candidate. */
const evidenceOf = ({ toVersion }: Rollout, { arms, guardrails }: RolloutDecision): RolloutDecision['arms'] =>
  arms.length > 0 ? arms : [{ version: toVersion, guardrails }];
