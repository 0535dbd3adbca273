import { monitoringEndpoints, servingEndpoints, type ServingEndpoint } from '@slipway/contracts';
import { Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { Clamped } from '../../../components/ui/clamped.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { FilterInput } from '../../../components/ui/filter-input.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { ViewsMenu } from '../../../components/ui/views-menu.js';
import { TOTALS_MINUTES, totalsWords, useEndpointTotals, type TotalsOf } from '../../../lib/endpoint-totals.js';
import { countOf, middleCut } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { deploySnippet } from '../../../lib/snippets.js';
import { useUrlState } from '../../../lib/url-state.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { NewEndpointDialog } from '../components/new-endpoint-dialog.js';
import { WeightBar } from '../components/weight-bar.js';
import { driftByEndpoint, type DriftOf } from '../prepare/drift-of.js';
import { endpointsVerdict } from '../prepare/endpoints-verdict.js';

const columnsOf = (
  totals: TotalsOf,
  drift: ReadonlyMap<string, DriftOf> | undefined,
): readonly Column<ServingEndpoint>[] => [
  { key: 'name', header: 'Endpoint', cell: ({ name }) => name, sortBy: ({ name }) => name },
  {
    key: 'status',
    header: 'Status',
    cell: ({ status, activeRolloutId }) => (
      <>
        <Status of="endpoint" value={status} />
        {activeRolloutId !== null && <Link to={paths.rollout(activeRolloutId)}>rollout under way</Link>}
      </>
    ),
    sortBy: ({ status }) => status,
  },
  {
    key: 'variants',
    header: 'Serves',
    cell: ({ variants }) => (
      <>
        {middleCut(variants[0]?.model ?? '–', 32)}
        <WeightBar variants={variants} />
      </>
    ),
    sortBy: ({ variants }) => variants[0]?.model,
  },
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
    key: 'drift',
    header: 'Drift',
    cell: ({ name }) => (drift === undefined ? '–' : <Drift found={drift.get(name)} />),
  },
  {
    key: 'changed',
    header: 'Last change',
    prose: 'words',
    cell: ({ lastChange: { at, by, why } }) => (
      <>
        <TimeAgo at={at} /> by {by}
        <Clamped text={why} />
      </>
    ),
    sortBy: ({ lastChange }) => lastChange.at,
  },
];

/** EndpointsPage answers: what serves, and who suffers? */
export default function EndpointsPage(): ReactNode {
  const [q] = useUrlState<string>('q', '');
  const create = useDialog('create');
  const denied = useDenied('write');
  const totals = useEndpointTotals();
  const monitors = useCall(monitoringEndpoints.listMonitors, { query: { limit: 500 } }, { everyMs: 30_000 });
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
        actions={
          <Group gap="xs">
            <FilterInput label="Filter endpoints" />
            <ViewsMenu page="endpoints" />
          </Group>
        }
        flush
      >
        <DataTable
          label="Endpoints"
          columns={columnsOf(totals, monitors.data && driftByEndpoint(monitors.data.items))}
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

function Drift({ found }: { found: DriftOf | undefined }): ReactNode {
  if (found === undefined) return 'not watched';
  return (
    <Link to={paths.monitor(found.name)}>
      <Status of="monitor" value={found.state} />
    </Link>
  );
}

const runtimeName = (runtime: ServingEndpoint['runtime'], container: ServingEndpoint['container']): string =>
  container === null ? runtime : `${runtime}, ${countOf(container.replicas, 'replica')}`;
