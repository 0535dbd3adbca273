import { servingEndpoints, type ServingEndpoint } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Status } from '../../../components/ui/status.js';
import { totalsWords, useEndpointTotals, type TotalsOf } from '../../../lib/endpoint-totals.js';
import { formatWeight, middleCut } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { deploySnippet } from '../../../lib/snippets.js';

const columnsOf = (totals: TotalsOf): readonly Column<ServingEndpoint>[] => [
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
      variants.map(({ versionId, role, model, version, weightBp }) => (
        <div key={role + versionId} style={{ whiteSpace: 'nowrap' }}>
          {middleCut(model, 32)} v{version} {formatWeight(weightBp)}
        </div>
      )),
  },
  { key: 'requests', header: 'Req/s', align: 'right', cell: ({ name }) => totalsWords(totals(name), 'rate') },
  { key: 'p95', header: 'p95', align: 'right', cell: ({ name }) => totalsWords(totals(name), 'p95') },
  {
    key: 'errors',
    header: 'Errors (n)',
    align: 'right',
    cell: ({ name }) => totalsWords(totals(name), 'errors'),
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
  const totals = useEndpointTotals();
  const endpoints = useCall(servingEndpoints.listEndpoints, { query: { limit: 50 } });
  return (
    <DataTable
      label="Endpoints"
      columns={columnsOf(totals)}
      rows={endpoints.data?.items}
      query={endpoints}
      rowKey={({ name }) => name}
      rowLink={({ name }) => paths.endpoint(name)}
      empty={
        <EmptyState
          title="Nothing serves yet"
          text="Deploy a version of a model: open the version and press Deploy."
          snippet={deploySnippet('my-endpoint', 'my-model')}
        />
      }
    />
  );
}
