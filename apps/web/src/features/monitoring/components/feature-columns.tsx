import type { FeatureDrift } from '@slipway/contracts';
import type { Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { formatNumber, formatPValue } from '../../../lib/format.js';

const effectName = ({ test, kind }: FeatureDrift): string =>
  test === 'fisher' ? '+' : kind === 'numeric' ? 'D' : 'TV';

/** featureColumns show the comparison of each feature in a window. */
export const featureColumns: Column<FeatureDrift>[] = [
  { key: 'feature', header: 'Feature', cell: ({ feature }) => feature },
  {
    key: 'verdict',
    header: 'Verdict',
    cell: ({ test, verdict }) => <Status of={test === 'fisher' ? 'quality' : 'drift'} value={verdict} />,
  },
  {
    key: 'effect',
    header: 'Change',
    align: 'right',
    cell: (drift) => `${effectName(drift)} ${formatNumber(drift.effect)}`,
    sortBy: ({ effect }) => effect,
  },
  {
    key: 'low',
    header: 'At least',
    align: 'right',
    cell: ({ effectLow }) => formatNumber(effectLow),
    sortBy: ({ effectLow }) => effectLow,
  },
  { key: 'p', header: 'p', align: 'right', cell: ({ pValue }) => formatPValue(pValue) },
  { key: 'adjusted', header: 'adjusted p', align: 'right', cell: ({ adjustedP }) => formatPValue(adjustedP) },
  {
    key: 'n',
    header: 'n reference / current',
    align: 'right',
    cell: ({ referenceRows, currentRows }) => `${formatNumber(referenceRows)} / ${formatNumber(currentRows)}`,
  },
];
