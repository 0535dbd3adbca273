import { servingEndpoints, type ServingEndpoint } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Status } from '../../../components/ui/status.js';
import { formatCompact, formatMs, formatPercent, formatWeight } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';

const WINDOW_MINUTES = 15;

const columns: readonly Column<ServingEndpoint>[] = [
  { key: 'name', header: 'Endpoint', cell: ({ name }) => name, sortBy: ({ name }) => name },
  {
    key: 'status',
    header: 'Status',
    cell: ({ status }) => <Status of="endpoint" value={status} />,
    sortBy: ({ status }) => status,
  },
  {
    key: 'serves',
    header: 'Serves',
    cell: ({ variants }) =>
      variants.map(({ model, version, weightBp }) => `${model} v${version} ${formatWeight(weightBp)}`).join(' · '),
  },
  { key: 'requests', header: 'Req/s', align: 'right', cell: ({ name }) => <Numbers endpoint={name} show="rate" /> },
  { key: 'p95', header: 'p95', align: 'right', cell: ({ name }) => <Numbers endpoint={name} show="p95" /> },
  {
    key: 'errors',
    header: 'Errors (n)',
    align: 'right',
    cell: ({ name }) => <Numbers endpoint={name} show="errors" />,
  },
  {
    key: 'rollout',
    header: 'Rollout',
    cell: ({ activeRolloutId }) =>
      activeRolloutId === null ? '' : <Link to={paths.rollout(activeRolloutId)}>under way</Link>,
  },
];

/** EndpointTable shows what serves, with its numbers of the last 15 minutes. */
export function EndpointTable(): ReactNode {
  const endpoints = useCall(servingEndpoints.listEndpoints, { query: { limit: 50 } });
  return (
    <DataTable
      label="Endpoints"
      columns={columns}
      rows={endpoints.data?.items}
      query={endpoints}
      rowKey={({ name }) => name}
      rowLink={({ name }) => paths.endpoint(name)}
      empty={
        <EmptyState title="Nothing serves yet" text="Deploy a version of a model: open the version and press Deploy." />
      }
    />
  );
}

function Numbers({ endpoint, show }: { endpoint: string; show: 'rate' | 'p95' | 'errors' }): ReactNode {
  const { data } = useCall(
    servingEndpoints.getEndpointStats,
    { params: { name: endpoint }, query: { minutes: WINDOW_MINUTES } },
    { everyMs: 10_000 },
  );
  if (data === undefined) return null;
  const { requests, errors, p95Ms, requestsPerSecond } = data.totals;
  if (requests === 0) return show === 'rate' ? 'no traffic' : '–';
  if (show === 'rate') return formatCompact(requestsPerSecond);
  return show === 'p95' ? formatMs(p95Ms) : `${formatPercent(errors / requests)} (${formatCompact(requests)})`;
}
