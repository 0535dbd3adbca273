import { servingEndpoints, type ServingEndpoint } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { countOf, formatWeight } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';

const columns: Column<ServingEndpoint>[] = [
  { key: 'name', header: 'Endpoint', cell: ({ name }) => name, sortBy: ({ name }) => name },
  { key: 'status', header: 'Status', cell: ({ status }) => <Status of="endpoint" value={status} /> },
  {
    key: 'serves',
    header: 'Serves',
    cell: ({ variants }) =>
      variants.map(({ model, version, weightBp }) => `${model} v${version} ${formatWeight(weightBp)}`).join(', '),
  },
  { key: 'rollout', header: 'Rollout', cell: ({ activeRolloutId }) => (activeRolloutId === null ? '–' : 'under way') },
  {
    key: 'changed',
    header: 'Last change',
    cell: ({ updatedAt }) => <TimeAgo at={updatedAt} />,
    sortBy: ({ updatedAt }) => updatedAt,
  },
];

/** EndpointsPage answers: what serves, and is it well? */
export default function EndpointsPage(): ReactNode {
  const endpoints = useCall(servingEndpoints.listEndpoints, { query: { limit: 200 } }, { everyMs: 5_000 });
  const items = endpoints.data?.items;
  const unwell = items?.filter(({ status }) => status !== 'serving').length ?? 0;
  return (
    <>
      <PageHeader
        title="Endpoints"
        verdict={
          items && {
            tone: unwell > 0 ? 'warn' : 'good',
            sentence:
              unwell > 0
                ? `${countOf(unwell, 'endpoint')} of ${items.length} not serving fully.`
                : `${countOf(items.length, 'endpoint')}, all serving.`,
          }
        }
      />
      <Section title="All endpoints" flush>
        <DataTable
          label="Endpoints"
          columns={columns}
          rows={items}
          query={endpoints}
          rowKey={({ name }) => name}
          rowLink={({ name }) => paths.endpoint(name)}
          empty={
            <EmptyState
              title="Nothing serves yet"
              text="Open a version and deploy it, or say it in one line."
              snippet={[
                {
                  label: 'curl',
                  code: 'curl -H "$A" --json \'{"name":"my-endpoint","model":"my-model","version":1}\' $U/endpoints',
                },
              ]}
            />
          }
        />
      </Section>
    </>
  );
}
