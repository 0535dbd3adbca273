import type { GateResult } from '@slipway/contracts';
import type { Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { formatMetric, formatNumber, formatPercent } from '../../../lib/format.js';
import { gateLine } from '../../../lib/gate-lines.js';

/** gateColumns show a gate with what was measured, the champion's value and the rows behind it. */
export const gateColumns: readonly Column<GateResult>[] = [
  { key: 'gate', header: 'Gate', cell: (gate) => <b>{gateLine(gate)}</b> },
  { key: 'measured', header: 'Measured', align: 'right', cell: measuredText },
  { key: 'champion', header: 'Champion', align: 'right', cell: ({ champion }) => formatMetric(champion) },
  { key: 'rows', header: 'n', align: 'right', cell: ({ rows }) => formatNumber(rows) },
  { key: 'verdict', header: 'Verdict', cell: ({ outcome }) => <Status of="gate" value={outcome} /> },
];

function measuredText({ measured, compare }: GateResult): string {
  return compare === 'champion_ratio' ? formatPercent(measured, 1) : formatMetric(measured);
}
