import type { PairDifference, PairedLatency, PairReport } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Facts, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { ToneWord } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { countOf, formatMs, formatNumber, formatPercent, formatPredictionId, middleCut } from '../../../lib/format.js';

/** PairSections set two versions' answers to the same requests beside each other: how often they agree, and where they do not. */
export function PairSections({
  report,
  stable,
  candidate,
}: {
  report: PairReport;
  stable: string;
  candidate: string;
}): ReactNode {
  const { pairs, agreed, dropped, failures } = report;
  return (
    <>
      <Section title="The same requests, both versions" note={countOf(pairs, 'request')}>
        <Facts
          items={[
            ['Same answer', pairs === 0 ? 'no request yet' : formatPercent(agreed / pairs, 1)],
            ['Largest difference', formatNumber(report.largestDifference)],
            [`Only ${stable} failed`, formatNumber(failures.onlyStable)],
            [`Only ${candidate} failed`, formatNumber(failures.onlyCandidate)],
            ['Both failed', formatNumber(failures.both)],
            [`Latency of ${stable}`, latencyWords(report.stableLatency)],
            [`Latency of ${candidate}`, latencyWords(report.candidateLatency)],
            ['Not compared', dropped === 0 ? null : `${countOf(dropped, 'request')}, because ${candidate} was busy`],
          ]}
        />
      </Section>
      <Section title="Answers side by side" note="a sample, those that disagree first" flush>
        <DataTable
          label="Answers side by side"
          columns={columnsOf(stable, candidate)}
          rows={report.differences}
          rowKey={({ predictionId }) => predictionId}
        />
      </Section>
    </>
  );
}

const latencyWords = ({ p50Ms, p95Ms, p99Ms }: PairedLatency): string =>
  p50Ms === null ? 'no request yet' : `p50 ${formatMs(p50Ms)}, p95 ${formatMs(p95Ms)}, p99 ${formatMs(p99Ms)}`;

const columnsOf = (stable: string, candidate: string): Column<PairDifference>[] => [
  { key: 'id', header: 'Prediction', cell: ({ predictionId }) => formatPredictionId(predictionId) },
  {
    key: 'agrees',
    header: 'Answers',
    cell: ({ agrees }) => (agrees ? <ToneWord tone="good" word="Same" /> : <ToneWord tone="warn" word="Different" />),
  },
  { key: 'difference', header: 'Difference', align: 'right', cell: ({ difference }) => formatNumber(difference) },
  { key: 'stable', header: stable, cell: ({ stable: answer }) => answerWords(answer) },
  {
    key: 'candidate',
    header: candidate,
    cell: ({ candidate: answer, error }) => error ?? answerWords(answer),
  },
  { key: 'at', header: 'Time', cell: ({ at }) => <TimeAgo at={at} /> },
];

const answerWords = (answer: PairDifference['stable']): string =>
  answer === null
    ? '–'
    : middleCut(
        Object.entries(answer)
          .map(([name, value]) => `${name} ${typeof value === 'number' ? formatNumber(value) : JSON.stringify(value)}`)
          .join(', '),
        80,
      );
