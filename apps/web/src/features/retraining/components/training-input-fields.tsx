import { datasetsEndpoints, registryEndpoints, servingEndpoints } from '@slipway/contracts';
import { Group, NumberInput, Select, TagsInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useCall } from '../../../lib/queries.js';
import type { TrainingInputDraft } from '../prepare/training-input-draft.js';
import { HoldOutFields } from './hold-out-fields.js';

const ALL = { query: { limit: 200 } };
const names = (of: { items: { name: string }[] } | undefined): string[] => of?.items.map(({ name }) => name) ?? [];

/** TrainingInputFields edits which model is trained, and what from. */
export function TrainingInputFields({
  input,
  onChange,
}: {
  input: TrainingInputDraft;
  onChange: (part: Partial<TrainingInputDraft>) => void;
}): ReactNode {
  const models = useCall(registryEndpoints.listModels, ALL);
  const endpoints = useCall(servingEndpoints.listEndpoints, ALL);
  const datasets = useCall(datasetsEndpoints.listDatasets, ALL);
  const optionsOf = (kind: 'endpoint' | 'dataset', of: string[]): { value: string; label: string }[] =>
    of.map((name) => ({ value: `${kind} ${name}`, label: name }));
  const choose = (value: string | null): void => {
    if (value === null) return;
    const [kind, name] = [value.slice(0, value.indexOf(' ')), value.slice(value.indexOf(' ') + 1)];
    onChange(kind === 'endpoint' ? { endpoint: name, dataset: null } : { endpoint: null, dataset: name });
  };
  const chosen =
    input.endpoint !== null ? `endpoint ${input.endpoint}` : input.dataset === null ? null : `dataset ${input.dataset}`;
  return (
    <>
      <Select
        label="Model"
        description="It makes a version of"
        data={names(models.data)}
        value={input.model}
        onChange={(model) => onChange({ model })}
        searchable
        required
      />
      <Group grow align="start">
        <Select
          label="Learns from"
          description="Predictions with outcomes, or a dataset"
          data={[
            { group: 'Predictions with outcomes', items: optionsOf('endpoint', names(endpoints.data)) },
            { group: 'Newest version of a dataset', items: optionsOf('dataset', names(datasets.data)) },
          ]}
          value={chosen}
          onChange={choose}
          searchable
          required
        />
        {input.endpoint !== null && (
          <NumberInput
            label="Window"
            description="Of event time before the newest row"
            suffix=" days"
            min={1}
            max={3650}
            value={input.windowDays}
            onChange={(windowDays) => onChange({ windowDays })}
          />
        )}
      </Group>
      <TagsInput
        label="Parameters"
        description="Of the trainer, as name=value"
        placeholder={input.params.length === 0 ? 'trees=50' : ''}
        value={input.params}
        onChange={(params) => onChange({ params })}
      />
      {input.endpoint !== null && (
        <HoldOutFields holdOut={input.holdOut} onChange={(holdOut) => onChange({ holdOut })} />
      )}
    </>
  );
}
