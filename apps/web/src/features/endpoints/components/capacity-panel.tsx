import { servingEndpoints, type ContainerReplica, type ServingEndpoint, type VersionCost } from '@slipway/contracts';
import { Button, Code, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatMetric, formatNumber } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { OptimizerSection } from './optimizer-section.js';
import { PlanSection } from './plan-section.js';
import { WorkloadSection } from './workload-section.js';
import { costWords, engineWords, memoryWords } from '../prepare/runtime-words.js';

const containerColumns: Column<ContainerReplica>[] = [
  { key: 'version', header: 'Container', cell: ({ model, version, id }) => `${model} v${version} …${id.slice(-6)}` },
  {
    key: 'state',
    header: 'State',
    cell: ({ state, detail }) => <Status of="container" value={state} detail={detail} />,
  },
  { key: 'image', header: 'Image', cell: ({ image }) => image },
  { key: 'memory', header: 'Memory', align: 'right', cell: memoryWords },
  { key: 'gpus', header: 'GPUs', align: 'right', cell: ({ gpus }) => (gpus.length === 0 ? '–' : gpus.length) },
  { key: 'since', header: 'Ready since', cell: ({ readyAt }) => (readyAt === null ? '–' : <TimeAgo at={readyAt} />) },
  { key: 'ended', header: 'Ended', cell: ({ endedAt }) => (endedAt === null ? '–' : <TimeAgo at={endedAt} />) },
  { key: 'why', header: 'Why', cell: ({ detail }) => detail ?? '–' },
];

const costColumns: Column<VersionCost>[] = [
  { key: 'version', header: 'Version', cell: ({ model, version }) => `${model} v${version}` },
  { key: 'hours', header: 'Replica-hours', align: 'right', cell: ({ replicaHours }) => formatNumber(replicaHours) },
  { key: 'predictions', header: 'Predictions', align: 'right', cell: ({ predictions }) => formatNumber(predictions) },
  { key: 'cost', header: 'Cost', align: 'right', cell: ({ cost }) => formatMetric(cost) },
  { key: 'per', header: 'Per 1,000 predictions', align: 'right', cell: ({ costPer1000 }) => formatMetric(costPer1000) },
];

/** CapacityPanel answers: what does this endpoint take, what does it cost, and why did a container end? */
export function CapacityPanel({ endpoint }: { endpoint: ServingEndpoint }): ReactNode {
  const { name, variants } = endpoint;
  const stable = variants.find(({ role, runtime }) => role === 'stable' && runtime !== 'external');
  const capacity = useCall(
    servingEndpoints.getEndpointCapacity,
    { params: { name }, query: { minutes: 60 } },
    { everyMs: 5_000 },
  );
  const containers = useCall(servingEndpoints.listContainers, { params: { name } }, { everyMs: 2_000 });
  const [open, setOpen] = useUrlState<string>('container', '');
  const logColumn: Column<ContainerReplica> = {
    key: 'log',
    header: 'Log',
    control: true,
    cell: ({ id }) => (
      <Button
        size="compact-xs"
        variant="default"
        aria-expanded={id === open}
        onClick={() => setOpen(id === open ? '' : id)}
      >
        {id === open ? 'Hide log' : 'Show log'}
      </Button>
    ),
  };
  return (
    <Stack gap="md">
      <PlanSection name={name} />
      {stable !== undefined && <OptimizerSection endpoint={endpoint} model={stable.model} version={stable.version} />}
      <Section title="Cost" note="last hour" flush>
        <Loaded query={capacity} height={80}>
          {(data) => (
            <>
              <Text size="sm" px="md" pb="xs">
                {costWords(data)}
              </Text>
              <DataTable
                label="Cost by version"
                columns={costColumns}
                rows={data.costs}
                rowKey={({ model, version }) => `${model} ${version}`}
                empty={
                  <Text size="sm" c="dimmed" p="md">
                    No predictions and no containers in the last hour.
                  </Text>
                }
              />
            </>
          )}
        </Loaded>
      </Section>
      <Section
        title="Containers"
        note={capacity.data?.engine == null ? undefined : engineWords(capacity.data.engine)}
        flush
      >
        <DataTable
          label="Containers"
          columns={[...containerColumns, logColumn]}
          rows={containers.data?.items}
          query={containers}
          rowKey={({ id }) => id}
          detail={({ id }) => (id === open ? <ContainerLog name={name} id={id} /> : null)}
          isSelected={({ id }) => id === open}
          empty={
            <Text size="sm" c="dimmed" p="md">
              None: Settings can move it into containers of a Docker Engine.
            </Text>
          }
        />
      </Section>
      <WorkloadSection name={name} />
    </Stack>
  );
}

function ContainerLog({ name, id }: { name: string; id: string }): ReactNode {
  const log = useCall(servingEndpoints.getContainerLog, { params: { name, id } }, { everyMs: 5_000 });
  return (
    <Loaded query={log} height={60}>
      {({ log: printed }) => (
        <Code block mah={320} style={{ overflow: 'auto' }}>
          {printed === '' ? 'It has printed nothing yet.' : printed}
        </Code>
      )}
    </Loaded>
  );
}
