import type { CheckReading, RolloutCheck } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { breachWords, rangeWords, sourceWords, valueWords } from '../prepare/check-words.js';

interface Row {
  check: RolloutCheck;
  reading: CheckReading | undefined;
}

const columnsOf = (isOfSeveral: boolean): Column<Row>[] => [
  { key: 'name', header: 'Check', cell: ({ check }) => check.name },
  { key: 'state', header: 'Verdict', cell: ({ reading }) => <Status of="check" value={reading?.state ?? 'unknown'} /> },
  { key: 'source', header: 'What is read', cell: ({ check }) => sourceWords(check.source) },
  { key: 'value', header: 'Now', align: 'right', cell: ({ check, reading }) => valueWords(check.source, reading) },
  { key: 'range', header: 'Must be', cell: ({ check }) => rangeWords(check) },
  { key: 'breach', header: 'Otherwise', cell: ({ check, reading }) => breachWords(check, reading, isOfSeveral) },
  {
    key: 'at',
    header: 'Read',
    cell: ({ reading }) => (reading === undefined ? 'not yet' : <TimeAgo at={reading.at} />),
  },
];

/** CheckTable shows the plain thresholds of a rollout as they were read of one candidate; nothing for one without any. */
export function CheckTable({
  candidate,
  checks,
  readings,
}: {
  /** Which one of an A/B test; null where there is only one. */
  candidate: string | null;
  checks: readonly RolloutCheck[];
  readings: readonly CheckReading[];
}): ReactNode {
  if (checks.length === 0) return null;
  const title = candidate === null ? 'Checks' : `Checks of ${candidate}`;
  const rows = checks.map((check) => ({ check, reading: readings.find(({ name }) => name === check.name) }));
  return (
    <Section
      title={title}
      note="plain thresholds, read each five seconds; the chance of a wrong rollback does not cover them"
      flush
    >
      <DataTable
        label={title}
        columns={columnsOf(candidate !== null)}
        rows={rows}
        rowKey={({ check }) => check.name}
        empty={null}
      />
    </Section>
  );
}
