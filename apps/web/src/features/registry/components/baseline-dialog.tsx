import { datasetsEndpoints, monitoringEndpoints, servingEndpoints } from '@slipway/contracts';
import { SegmentedControl, Select, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct, useCall } from '../../../lib/queries.js';

/** BaselineDialog builds the reference profile of a version from a dataset or from traffic; drift is measured against it. */
export function BaselineDialog({
  opened,
  model,
  version,
  onClose,
}: {
  opened: boolean;
  model: string;
  version: number;
  onClose: () => void;
}): ReactNode {
  const datasets = useCall(datasetsEndpoints.listDatasets, { query: { limit: 200 } }, { enabled: opened });
  const endpoints = useCall(servingEndpoints.listEndpoints, { query: { limit: 200 } }, { enabled: opened });
  const [source, setSource] = useState('dataset');
  const [dataset, setDataset] = useState<string | null>(null);
  const [endpoint, setEndpoint] = useState<string | null>(null);
  const build = useAct(monitoringEndpoints.buildBaseline, {
    success: 'Building the baseline; the jobs tray shows how far it is',
    onDone: onClose,
  });
  const body = source === 'dataset' ? dataset && { dataset } : endpoint && { endpoint };
  const names = datasets.data?.items.filter(({ latest }) => latest !== null).map(({ name }) => name) ?? [];
  return (
    <DialogForm
      opened={opened}
      title={`Build baseline of ${model} v${version}`}
      submitLabel="Build baseline"
      busy={build.isPending}
      disabled={body === null}
      error={build.error}
      onClose={onClose}
      onSubmit={() => body && build.mutate({ params: { name: model, version }, body })}
    >
      <SegmentedControl
        fullWidth
        aria-label="What the reference is made of"
        data={[
          { value: 'dataset', label: 'A dataset' },
          { value: 'traffic', label: 'Traffic of the last 7 days' },
        ]}
        value={source}
        onChange={setSource}
      />
      {source === 'dataset' ? (
        <Select
          label="Dataset"
          description="Its newest version, with the columns of the signature"
          data={names}
          value={dataset}
          onChange={setDataset}
          searchable
          nothingFoundMessage="No dataset is called so"
          required
          data-autofocus
        />
      ) : (
        <Select
          label="Endpoint"
          description="Its logged rows, 20,000 at most, are kept as a dataset"
          data={endpoints.data?.items.map(({ name }) => name) ?? []}
          value={endpoint}
          onChange={setEndpoint}
          searchable
          required
        />
      )}
      <Text size="sm" c="dimmed">
        Monitors compare live traffic with the newest baseline of the version that serves.
      </Text>
    </DialogForm>
  );
}
