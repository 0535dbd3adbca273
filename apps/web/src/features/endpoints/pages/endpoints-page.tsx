import { servingEndpoints, type ServingEndpoint } from '@slipway/contracts';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { FilterInput } from '../../../components/ui/filter-input.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { TOTALS_MINUTES, totalsWords, useEndpointTotals, type TotalsOf } from '../../../lib/endpoint-totals.js';
import { countOf } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { deploySnippet } from '../../../lib/snippets.js';
import { useUrlState } from '../../../lib/url-state.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { NewEndpointDialog } from '../components/new-endpoint-dialog.js';
import { WeightBar } from '../components/weight-bar.js';
import { endpointsVerdict } from '../prepare/endpoints-verdict.js';

const columnsOf = (totals: TotalsOf): readonly Column<ServingEndpoint>[] => [
  { key: 'name', header: 'Endpoint', cell: ({ name }) => name, sortBy: ({ name }) => name },
  {
    key: 'status',
    header: 'Status',
    cell: ({ status }) => <Status of="endpoint" value={status} />,
    sortBy: ({ status }) => status,
  },
  {
    key: 'model',
    header: 'Model',
    cell: ({ variants }) => variants[0]?.model ?? '–',
    sortBy: ({ variants }) => variants[0]?.model,
  },
  { key: 'variants', header: 'Variants', cell: ({ variants }) => <WeightBar variants={variants} /> },
  { key: 'runtime', header: 'Runtime', cell: ({ runtime, container }) => runtimeName(runtime, container) },
  { key: 'rate', header: 'Req/s', align: 'right', cell: ({ name }) => totalsWords(totals(name), 'rate') },
  {
    key: 'latency',
    header: 'p50 / p95 / p99',
    align: 'right',
    cell: ({ name }) => totalsWords(totals(name), 'latency'),
  },
  { key: 'errors', header: 'Errors (n)', align: 'right', cell: ({ name }) => totalsWords(totals(name), 'errors') },
  {
    key: 'rollout',
    header: 'Rollout',
    cell: ({ activeRolloutId }) =>
      activeRolloutId === null ? '–' : <Link to={paths.rollout(activeRolloutId)}>under way</Link>,
  },
  {
    key: 'changed',
    header: 'Last change',
    cell: ({ updatedAt }) => <TimeAgo at={updatedAt} />,
    sortBy: ({ updatedAt }) => updatedAt,
  },
];

/** EndpointsPage answers: what serves, and who suffers? */
export default function EndpointsPage(): ReactNode {
  const [q] = useUrlState<string>('q', '');
  const create = useDialog('create');
  const denied = useDenied('write');
  const totals = useEndpointTotals();
  const endpoints = useCall(servingEndpoints.listEndpoints, { query: { limit: 200, ...(q !== '' && { q }) } });
  return (
    <>
      <PageHeader
        title="Endpoints"
        verdict={endpoints.data && endpointsVerdict(endpoints.data.items)}
        actions={
          <Acts
            acts={[{ label: 'New endpoint', icon: IconPlus, primary: true, call: create.open, disabled: denied }]}
          />
        }
      />
      <Section
        title="All endpoints"
        note={`numbers of the last ${TOTALS_MINUTES} minutes`}
        actions={<FilterInput label="Filter endpoints" />}
        flush
      >
        <DataTable
          label="Endpoints"
          columns={columnsOf(totals)}
          rows={endpoints.data?.items}
          query={endpoints}
          rowKey={({ name }) => name}
          rowLink={({ name }) => paths.endpoint(name)}
          empty={
            q === '' ? (
              <EmptyState
                title="Nothing serves yet"
                text="An endpoint is an address that stays while the versions behind it change."
                snippet={deploySnippet('my-endpoint', 'my-model')}
              >
                <Button onClick={create.open}>New endpoint</Button>
              </EmptyState>
            ) : (
              <EmptyState title="No endpoint has this name" />
            )
          }
        />
      </Section>
      {create.opened && <NewEndpointDialog onClose={create.close} />}
    </>
  );
}

const runtimeName = (runtime: ServingEndpoint['runtime'], container: ServingEndpoint['container']): string =>
  container === null ? runtime : `${runtime}, ${countOf(container.replicas, 'replica')}`;
