import type { GuardrailEvidence } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { armRate, ratioWords } from '../prepare/arm-rates.js';
import { guardrailWords } from '../../../lib/guardrail-words.js';
import { EvidenceMeter } from './evidence-meter.js';

/** GuardrailTable sets both versions beside each other for each guardrail, with the evidence against its limits. */
export function GuardrailTable({
  guardrails,
  stable,
  candidate,
}: {
  guardrails: readonly GuardrailEvidence[];
  stable: string;
  candidate: string;
}): ReactNode {
  const columns: Column<GuardrailEvidence>[] = [
    { key: 'name', header: 'Guardrail', cell: ({ name }) => guardrailWords[name] },
    { key: 'verdict', header: 'Verdict', cell: ({ verdict }) => <Status of="evidence" value={verdict} /> },
    { key: 'stable', header: stable, align: 'right', cell: (each) => <Rate {...armRate(each.stable)} /> },
    { key: 'candidate', header: candidate, align: 'right', cell: (each) => <Rate {...armRate(each.candidate)} /> },
    { key: 'ratio', header: 'Ratio', align: 'right', cell: ratioWords },
    {
      key: 'harm',
      header: 'Evidence of harm',
      cell: ({ harmE, harmLimit }) => (
        <EvidenceMeter e={harmE} limit={harmLimit} color="var(--slip-bad)" meaning="rolls back at" />
      ),
    },
    {
      key: 'safe',
      header: 'Evidence of safety',
      cell: ({ safeE, safeLimit }) => (
        <EvidenceMeter e={safeE} limit={safeLimit} color="var(--slip-good)" meaning="safe at" />
      ),
    },
    { key: 'carried', header: 'Proved by', cell: carriedWords },
  ];
  return (
    <DataTable
      label="Guardrails"
      columns={columns}
      rows={guardrails}
      rowKey={({ name }) => name}
      empty={
        <Text size="sm" c="dimmed" p="md">
          No look yet: the first comes a second after the first request to {candidate}.
        </Text>
      }
    />
  );
}

const carriedWords = ({ carriedBy, safeE }: GuardrailEvidence): string =>
  carriedBy === null || safeE <= 1 ? '–' : carriedBy === 'absolute' ? 'few events at all' : 'comparison with stable';

const Rate = ({ rate, of }: { rate: string; of: string }): ReactNode => (
  <>
    {rate}
    <Text size="xs" c="dimmed">
      {of}
    </Text>
  </>
);
