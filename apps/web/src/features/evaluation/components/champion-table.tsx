import type { ChampionComparison, Evaluation } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { ToneWord } from '../../../components/ui/status.js';
import type { Tone } from '../../../components/ui/tone.js';
import { formatInterval, formatMetric, formatNumber, formatPValue } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';

const verdicts: Record<ChampionComparison['verdict'], [Tone, string]> = {
  better: ['good', 'Better'],
  worse: ['bad', 'Worse'],
  equal: ['info', 'Equal within 1 %'],
  unclear: ['unknown', 'Unclear'],
};

const tests: Record<ChampionComparison['test'], string> = {
  delong: 'DeLong’s test for two correlated ROC curves',
  mcnemar: 'McNemar’s exact test over the rows on which only one of them is right',
  paired_losses: 'Difference of the losses, row by row',
  paired_bootstrap: 'Paired bootstrap, 500 resamples of at most 20,000 rows; it gives an interval and no p',
};

const columns: readonly Column<ChampionComparison>[] = [
  { key: 'metric', header: 'Metric', cell: ({ metric }) => <b>{metric}</b> },
  { key: 'challenger', header: 'This version', align: 'right', cell: ({ challenger }) => formatMetric(challenger) },
  { key: 'champion', header: 'Champion', align: 'right', cell: ({ champion }) => formatMetric(champion) },
  { key: 'change', header: 'Change', align: 'right', cell: ({ change }) => signed(change) },
  {
    key: 'interval',
    header: 'Interval',
    align: 'right',
    cell: ({ low, high }) => formatInterval(low, high, { digits: 4 }),
  },
  { key: 'p', header: 'p', align: 'right', cell: ({ pValue }) => (pValue === null ? '–' : formatPValue(pValue)) },
  {
    key: 'verdict',
    header: 'Verdict',
    cell: ({ verdict, test }) => {
      const [tone, word] = verdicts[verdict];
      return <ToneWord tone={tone} word={word} detail={tests[test]} />;
    },
  },
];

/** ChampionTable compares the version with the champion on the same rows, metric by metric. */
export function ChampionTable({ evaluation: { model, champion, kind } }: { evaluation: Evaluation }): ReactNode {
  if (champion === null) return null;
  const rows = champion.comparisons[0]?.rows ?? 0;
  return (
    <Section
      title="Against the champion"
      note={
        <>
          <Link to={paths.version(model, champion.version)}>v{champion.version}</Link>, on the same {formatNumber(rows)}{' '}
          {kind === 'ranking' ? 'queries' : 'rows'}
        </>
      }
      flush
    >
      <DataTable
        label="Against the champion"
        columns={columns}
        rows={champion.comparisons}
        rowKey={({ metric }) => metric}
      />
    </Section>
  );
}

const signed = (change: number): string => `${change > 0 ? '+' : ''}${formatMetric(change)}`;
