import { datasetsEndpoints, monitoringEndpoints } from '@slipway/contracts';
import { Select, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct, useCall } from '../../../lib/queries.js';

/** BaselineDialog builds the reference profile of a version from a dataset; drift is measured against it. */
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
  const [dataset, setDataset] = useState<string | null>(null);
  const build = useAct(monitoringEndpoints.buildBaseline, {
    success: 'Building the baseline; the jobs tray shows how far it is',
    onDone: onClose,
  });
  const names = datasets.data?.items.filter(({ latest }) => latest !== null).map(({ name }) => name) ?? [];
  return (
    <DialogForm
      opened={opened}
      title={`Build baseline of ${model} v${version}`}
      submitLabel="Build baseline"
      busy={build.isPending}
      disabled={dataset === null}
      error={build.error}
      onClose={onClose}
      onSubmit={() => dataset !== null && build.mutate({ params: { name: model, version }, body: { dataset } })}
    >
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
      <Text size="sm" c="dimmed">
        Monitors compare live traffic with the newest baseline of the version that serves.
      </Text>
    </DialogForm>
  );
}
