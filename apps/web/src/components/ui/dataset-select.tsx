import { datasetsEndpoints } from '@slipway/contracts';
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useCall } from '../../lib/queries.js';

/** DatasetSelectProps: the name that is chosen, and a line that says which of its columns matter. */
interface DatasetSelectProps {
  description: string;
  value: string | null;
  onChange: (name: string | null) => void;
}

/** DatasetSelect asks for a dataset that has a version; its newest is meant. */
export function DatasetSelect({ description, value, onChange }: DatasetSelectProps): ReactNode {
  const datasets = useCall(datasetsEndpoints.listDatasets, { query: { limit: 200 } });
  return (
    <Select
      label="Dataset"
      description={description}
      data={datasets.data?.items.filter(({ latest }) => latest !== null).map(({ name }) => name) ?? []}
      value={value}
      onChange={onChange}
      searchable
      nothingFoundMessage="No dataset is called so"
      required
      data-autofocus
    />
  );
}
