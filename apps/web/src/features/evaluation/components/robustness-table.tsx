import type { RobustnessCheck } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { formatInterval, formatMetric, formatNumber, formatPercent } from '../../../lib/format.js';

const columns: readonly Column<RobustnessCheck>[] = [
  { key: 'what', header: 'Disturbance', cell: (check) => <b>{disturbanceText(check)}</b> },
  {
    key: 'after',
    header: 'Then',
    align: 'right',
    cell: ({ after, refused }) => (refused === null ? formatMetric(after) : 'refused'),
  },
  {
    key: 'interval',
    header: 'Interval',
    align: 'right',
    cell: ({ low, high }) => formatInterval(low, high, { digits: 4 }) || '–',
  },
  {
    key: 'change',
    header: 'Change',
    align: 'right',
    cell: ({ before, after }) => (after === null ? '–' : `${after > before ? '+' : ''}${formatMetric(after - before)}`),
  },
];

/** RobustnessTable shows what becomes of a metric when inputs are disturbed. */
export function RobustnessTable({ checks }: { checks: readonly RobustnessCheck[] }): ReactNode {
  const first = checks[0];
  if (first === undefined) return null;
  const refused = checks.find((check) => check.refused !== null)?.refused;
  return (
    <Section
      title="Robustness"
      note={`${first.metric}, ${formatMetric(first.before)} undisturbed; a sample of ${formatNumber(first.rows)} rows`}
      flush
    >
      <DataTable label="Robustness" columns={columns} rows={checks} rowKey={disturbanceText} />
      {refused !== undefined && (
        <Text size="sm" px="md" py={6}>
          Refused, so it cannot be fed such rows: {refused}
        </Text>
      )}
    </Section>
  );
}

const disturbanceText = ({ disturbance, level }: RobustnessCheck): string =>
  disturbance === 'noise'
    ? `noise of ${formatNumber(level)} standard deviations`
    : `${formatPercent(level)} of values missing`;
