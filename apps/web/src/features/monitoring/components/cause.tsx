import type { ChangeCause, SliceMove } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { formatPercent } from '../../../lib/format.js';
import { causeSentence, causeValue, sliceReason, sliceText } from '../prepare/cause-words.js';

/** Cause says of one feature what changed and since when, and ranks the rows that the change comes from. */
export function Cause({ cause }: { cause: ChangeCause }): ReactNode {
  const { subject, slices } = cause;
  return (
    <div>
      <Text size="sm" mb={4}>
        <strong>{subject}</strong>. {causeSentence(cause)}
        {slices.length === 0 && ' No slice of the rows stands out: it is spread over all of them.'}
      </Text>
      {slices.length > 0 && (
        <DataTable
          label={`Rows behind the change of ${subject}`}
          columns={columnsOf(cause)}
          rows={slices}
          rowKey={sliceText}
        />
      )}
    </div>
  );
}

const columnsOf = (cause: ChangeCause): Column<SliceMove>[] => [
  { key: 'slice', header: 'Rows', cell: sliceText },
  {
    key: 'contribution',
    header: 'Part of the change',
    align: 'right',
    cell: ({ contribution, low }) => `${formatPercent(contribution)} (at least ${formatPercent(low)})`,
    sortBy: ({ contribution }) => contribution,
  },
  { key: 'why', header: 'Because of', cell: sliceReason },
  {
    key: 'share',
    header: 'Share of rows',
    align: 'right',
    cell: ({ referenceShare, currentShare }) => `${formatPercent(referenceShare)} → ${formatPercent(currentShare)}`,
  },
  {
    key: 'mean',
    header: 'Among them',
    align: 'right',
    cell: ({ referenceMean, currentMean }) => `${causeValue(cause, referenceMean)} → ${causeValue(cause, currentMean)}`,
  },
];
