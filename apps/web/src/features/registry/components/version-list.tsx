import { registryEndpoints, registryHistoryEndpoints, type Evaluation, type ServingEndpoint } from '@slipway/contracts';
import { Group, SegmentedControl, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Pager } from '../../../components/ui/pager.js';
import { filterProblem, SearchBox } from '../../../components/ui/search-box.js';
import { useCall } from '../../../lib/queries.js';
import { mlflowSnippet, uploadModelSnippet } from '../../../lib/snippets.js';
import { useUrlState } from '../../../lib/url-state.js';
import { usePages } from '../../../lib/use-pages.js';
import type { MetricSeries } from '../prepare/metric-history.js';
import { DeletedVersions } from './deleted-versions.js';
import { VersionTable } from './version-table.js';

const examples = [
  ["tags.team = 'eu'", 'versions with this tag'],
  ['version_number >= 100', 'from v100 on'],
  ["run_id = '<32 digits>'", 'what was registered from a run'],
  ["source_path LIKE 's3://%'", 'files that lie elsewhere'],
] as const;

const orders = [
  { value: 'version desc', label: 'Newest first' },
  { value: 'version', label: 'Oldest first' },
  { value: 'updatedAt desc', label: 'Last changed first' },
];

/** VersionListProps: what is known of the model's versions beside the list; `metric` is the one that the chart shows too. */
export interface VersionListProps {
  model: string;
  evaluations: { items: readonly Evaluation[]; areAll: boolean };
  endpoints: readonly ServingEndpoint[];
  metric: MetricSeries | undefined;
}

/** VersionList pages through the versions of a model, or through the deleted ones, by a filter and an order. */
export function VersionList({ model, evaluations, endpoints, metric }: VersionListProps): ReactNode {
  const [state, setState] = useUrlState<'active' | 'deleted'>('state', 'active');
  const [filter] = useUrlState<string>('filter', '');
  const [sort, setSort] = useUrlState<string>('sort', 'version desc');
  const pages = usePages(`${state} ${filter} ${sort}`);
  const versions = useCall(registryEndpoints.listVersions, {
    params: { name: model },
    query: { state, filter: filter || undefined, sort, limit: 50, cursor: pages.cursor },
  });
  const policies = useCall(registryHistoryEndpoints.listAliasPolicies, {});
  const problem = filterProblem(versions.error);
  // While the other state loads, the rows on screen belong to the one before.
  const items =
    problem === null
      ? versions.data?.items.filter(({ deletedAt }) => (deletedAt === null) === (state === 'active'))
      : [];
  const empty =
    problem !== null ? (
      <EmptyState title="The filter cannot be read" text={problem} />
    ) : filter !== '' ? (
      <EmptyState title="No version is like that" text="Clear the filter to see all versions." />
    ) : state === 'deleted' ? (
      <EmptyState title="No deleted version" text="A version that is deleted stays here and can come back." />
    ) : (
      <EmptyState
        title="No version yet"
        text="Each upload makes a version that never changes."
        snippet={[...uploadModelSnippet(model), ...mlflowSnippet(model)]}
      />
    );
  return (
    <Section title="Versions" flush>
      <Group gap="xs" px="md" pb="sm" align="flex-start">
        <SegmentedControl
          size="xs"
          aria-label="Which versions"
          value={state}
          onChange={(value) => setState(value as 'active' | 'deleted')}
          data={[
            { value: 'active', label: 'Versions' },
            { value: 'deleted', label: 'Deleted' },
          ]}
        />
        <SearchBox label="Search versions" examples={examples} error={versions.error} />
        <Select
          size="xs"
          w={160}
          aria-label="Order"
          data={orders}
          value={sort}
          onChange={(value) => setSort(value ?? 'version desc')}
          allowDeselect={false}
        />
      </Group>
      {state === 'deleted' ? (
        <DeletedVersions model={model} versions={items} query={versions} empty={empty} />
      ) : (
        <VersionTable
          model={model}
          versions={items}
          evaluations={evaluations}
          endpoints={endpoints}
          policies={policies.data?.items ?? []}
          metric={metric}
          query={versions}
          empty={empty}
        />
      )}
      <Pager turn={pages.turn(versions.data?.nextCursor)} shown={items?.length ?? 0} noun="version" />
    </Section>
  );
}
