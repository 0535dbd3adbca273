import type { MeasureEvidence } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { formatCompact, formatNumber, formatPercent } from '../../../lib/format.js';
import { changeWords, measureName, mustBeWords } from '../prepare/measure-words.js';

/** MeasureTable sets business metrics and scores of both versions beside each other, with intervals; nothing for a policy without any. */
export function MeasureTable({
  measures,
  stable,
  candidate,
}: {
  measures: readonly MeasureEvidence[];
  stable: string;
  candidate: string;
}): ReactNode {
  if (measures.length === 0) return null;
  const columns: Column<MeasureEvidence>[] = [
    { key: 'name', header: 'Measure', cell: measureName },
    { key: 'verdict', header: 'Verdict', cell: ({ verdict }) => <Status of="evidence" value={verdict} /> },
    { key: 'stable', header: stable, align: 'right', cell: (each) => <Mean {...each.stable} /> },
    { key: 'candidate', header: candidate, align: 'right', cell: (each) => <Mean {...each.candidate} /> },
    { key: 'change', header: 'Change', align: 'right', cell: changeWords },
    { key: 'limit', header: 'Must be', cell: mustBeWords },
  ];
  return (
    <Section
      title="Business metrics and scores"
      note={`each interval holds at all looks together; it ever misses with a chance of ${formatPercent(measures[0]?.level, 2)} at most`}
      flush
    >
      <DataTable
        label="Business metrics and scores"
        columns={columns}
        rows={measures}
        rowKey={({ name, kind }) => `${kind} ${name}`}
        empty={null}
      />
    </Section>
  );
}

const Mean = ({ mean, units }: { mean: number | null; units: number }): ReactNode => (
  <>
    {mean === null ? '–' : formatNumber(mean, 3)}
    <Text size="xs" c="dimmed">
      {units === 0 ? 'no data' : `mean of ${formatCompact(units)}`}
    </Text>
  </>
);
