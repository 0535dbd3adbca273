import { servingEndpoints, type Workload } from '@slipway/contracts';
import { Button, Code, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';

import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { CopyIcon } from '../../../components/ui/snippet.js';
import { Status } from '../../../components/ui/status.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';

const columns: readonly Column<Workload>[] = [
  { key: 'version', header: 'Workload', cell: ({ model, version }) => `${model} v${version}` },
  {
    key: 'state',
    header: 'State',
    cell: ({ state, detail }) => <Status of="workload" value={state} detail={detail} />,
  },
  {
    key: 'replicas',
    header: 'Replicas ready',
    align: 'right',
    cell: ({ readyReplicas, wantedReplicas }) => `${readyReplicas} of ${wantedReplicas}`,
  },
  {
    key: 'name',
    header: 'Where',
    cell: ({ runtime, namespace, name }) =>
      namespace === '' ? '–' : `${runtime === 'swarm' ? 'swarm' : 'cluster'} ${namespace}/${name}`,
  },
  { key: 'address', header: 'Address', cell: ({ address }) => address || '–' },
  { key: 'why', header: 'Why', cell: ({ detail }) => detail ?? '–' },
];

/** WorkloadSection shows what a Kubernetes cluster or a Docker swarm runs for an endpoint, and the manifests for people who apply them by hand. */
export function WorkloadSection({ name }: { name: string }): ReactNode {
  const workloads = useCall(servingEndpoints.listWorkloads, { params: { name } }, { everyMs: 2_000 });
  const [shown, show] = useUrlState<string>('manifests', '');
  return (
    <Section
      title="Kubernetes and Swarm"
      actions={
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={shown !== ''}
          onClick={() => show(shown === '' ? 'shown' : '')}
        >
          {shown === '' ? 'Export manifests' : 'Hide manifests'}
        </Button>
      }
      flush
    >
      {shown !== '' && <ExportedManifests name={name} />}
      <DataTable
        label="Kubernetes and Swarm"
        columns={columns}
        rows={workloads.data?.items}
        query={workloads}
        rowKey={({ runtime, name: workload }) => `${runtime} ${workload}`}
        empty={
          <Text size="sm" c="dimmed" p="md">
            None: Settings can move it into a swarm or a cluster, or export its manifests and apply them yourself.
          </Text>
        }
      />
    </Section>
  );
}

function ExportedManifests({ name }: { name: string }): ReactNode {
  const manifests = useCall(servingEndpoints.exportManifests, { params: { name } });
  return (
    <Loaded query={manifests} height={120}>
      {({ yaml }) => (
        <>
          <Text size="sm" px="md" pb="xs">
            For <Code>kubectl apply -f -</Code>, or <Code>slipway export-manifests {name}</Code>{' '}
            <CopyIcon text={yaml} label="Copy manifests" />
          </Text>
          <Code block mah={360} m="md" mt={0} style={{ overflow: 'auto' }} tabIndex={0}>
            {yaml}
          </Code>
        </>
      )}
    </Loaded>
  );
}
