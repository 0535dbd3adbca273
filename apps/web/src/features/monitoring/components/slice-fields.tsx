import { servingEndpoints } from '@slipway/contracts';
import { Group, NumberInput, Select, TagsInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useCall } from '../../../lib/queries.js';
import { noSlice, type SliceDraft } from '../prepare/slice-draft.js';

/** SliceFields choose the rows that a monitor looks at: those with some values of a category, or numbers in a range. */
export function SliceFields({
  endpoint,
  draft,
  onChange,
}: {
  endpoint: string | null;
  draft: SliceDraft;
  onChange: (draft: SliceDraft) => void;
}): ReactNode {
  const known = useCall(
    servingEndpoints.getEndpoint,
    { params: { name: endpoint ?? '' } },
    { enabled: endpoint !== null },
  );
  const features = known.data?.schema.features ?? [];
  const feature = features.find(({ name }) => name === draft.feature);
  return (
    <Group grow align="flex-end">
      <Select
        label="Only rows by"
        description="Read from the prediction log"
        placeholder="All rows"
        data={features.map(({ name }) => name)}
        value={draft.feature}
        onChange={(name) => onChange({ ...noSlice, feature: name })}
        disabled={endpoint === null}
        searchable
        clearable
      />
      {feature?.type === 'numeric' && (
        <>
          <NumberInput label="from" value={draft.from} onChange={(from) => onChange({ ...draft, from })} />
          <NumberInput label="to below" value={draft.to} onChange={(to) => onChange({ ...draft, to })} />
        </>
      )}
      {feature && feature.type !== 'numeric' && (
        <TagsInput
          label="is any of"
          data={feature.categories ?? []}
          value={draft.values}
          onChange={(values) => onChange({ ...draft, values })}
        />
      )}
    </Group>
  );
}
