import { servingEndpoints, type LoggedPrediction } from '@slipway/contracts';
import { Switch } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Json } from '../../../components/ui/json.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatMs, formatPercent, formatPredictionId, middleCut } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';

const columns: Column<LoggedPrediction>[] = [
  { key: 'time', header: 'Time', cell: ({ receivedAt }) => <TimeAgo at={receivedAt} /> },
  {
    key: 'id',
    header: 'Prediction',
    cell: ({ predictionId }) => <span title={predictionId}>{formatPredictionId(predictionId)}</span>,
  },
  { key: 'variant', header: 'Variant', cell: ({ role, version }) => `${role} v${version}` },
  { key: 'status', header: 'Status', align: 'right', cell: ({ status }) => status },
  { key: 'latency', header: 'Latency', align: 'right', cell: ({ latencyMs }) => formatMs(latencyMs) },
  {
    key: 'inputs',
    header: 'Inputs',
    cell: ({ inputs }) =>
      middleCut(
        Object.values(inputs ?? {})
          .slice(0, 4)
          .join(', '),
      ),
  },
  {
    key: 'output',
    header: 'Output',
    cell: ({ output, error }) => middleCut(error ?? (output === null ? '–' : JSON.stringify(output))),
  },
  { key: 'actual', header: 'Actual', cell: ({ actual }) => actual ?? '–' },
];

/** PredictionLog shows logged predictions, newest first; a row opens all its fields. */
export function PredictionLog({ name, sampleRate }: { name: string; sampleRate: number }): ReactNode {
  const [errorsOnly, setErrorsOnly] = useState(false);
  const log = useCall(
    servingEndpoints.listPredictions,
    { params: { name }, query: { limit: 100, errorsOnly: errorsOnly ? 'true' : 'false' } },
    { everyMs: 3_000 },
  );
  return (
    <Section
      title="Prediction log"
      note={`sampled ${formatPercent(sampleRate)}, all errors`}
      actions={
        <Switch
          label="Errors only"
          checked={errorsOnly}
          onChange={(event) => setErrorsOnly(event.currentTarget.checked)}
        />
      }
      flush
    >
      <DataTable
        label="Predictions"
        columns={columns}
        rows={log.data?.items}
        query={log}
        rowKey={({ predictionId }) => predictionId}
        detail={(row) => <Json value={row} label="Prediction" />}
      />
    </Section>
  );
}
