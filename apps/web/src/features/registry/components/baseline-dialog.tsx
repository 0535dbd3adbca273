import { monitoringEndpoints, servingEndpoints } from '@slipway/contracts';
import { Group, SegmentedControl, Select, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DatasetSelect } from '../../../components/ui/dataset-select.js';
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
  const endpoints = useCall(servingEndpoints.listEndpoints, { query: { limit: 200 } }, { enabled: opened });
  const [source, setSource] = useState('dataset');
  const [dataset, setDataset] = useState<string | null>(null);
  const [endpoint, setEndpoint] = useState<string | null>(null);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const build = useAct(monitoringEndpoints.buildBaseline, {
    success: 'Building the baseline; the jobs tray shows how far it is',
    onDone: onClose,
  });
  const stretch = {
    ...(from !== '' && { from: new Date(from).toISOString() }),
    ...(to !== '' && { to: new Date(to).toISOString() }),
  };
  const body = source === 'dataset' ? dataset && { dataset } : endpoint && { endpoint, ...stretch };
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
          { value: 'traffic', label: 'Traffic' },
        ]}
        value={source}
        onChange={setSource}
      />
      {source === 'dataset' ? (
        <DatasetSelect
          description="Its newest version, with the columns of the signature"
          value={dataset}
          onChange={setDataset}
        />
      ) : (
        <>
          <Select
            label="Endpoint"
            description="Its logged rows, 20,000 at most, are kept as a dataset"
            data={endpoints.data?.items.map(({ name }) => name) ?? []}
            value={endpoint}
            onChange={setEndpoint}
            searchable
            required
          />
          <Group grow align="flex-end">
            <TextInput
              label="From"
              description="By event time; empty: seven days before"
              type="datetime-local"
              value={from}
              onChange={({ currentTarget }) => setFrom(currentTarget.value)}
            />
            <TextInput
              label="To"
              description="Empty: up to the newest"
              type="datetime-local"
              value={to}
              onChange={({ currentTarget }) => setTo(currentTarget.value)}
            />
          </Group>
        </>
      )}
      <Text size="sm" c="dimmed">
        Monitors compare live traffic with the newest baseline of the version that serves.
      </Text>
    </DialogForm>
  );
}
