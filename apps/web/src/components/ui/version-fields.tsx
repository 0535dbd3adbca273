import { registryEndpoints } from '@slipway/contracts';
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useCall } from '../../lib/queries.js';

/** ChosenVersion is a model and the number of one of its versions, as far as somebody has chosen. */
export interface ChosenVersion {
  model: string | null;
  version: string | null;
}

/** VersionFields choose a model and one of its newest 200 versions; another model needs another version. */
export function VersionFields({
  value: { model, version },
  onChange,
}: {
  value: ChosenVersion;
  onChange: (chosen: ChosenVersion) => void;
}): ReactNode {
  const models = useCall(registryEndpoints.listModels, { query: { limit: 200 } });
  const versions = useCall(
    registryEndpoints.listVersions,
    { params: { name: model ?? '' }, query: { limit: 200 } },
    { enabled: model !== null },
  );
  return (
    <>
      <Select
        label="Model"
        data={models.data?.items.map(({ name }) => name) ?? []}
        value={model}
        onChange={(chosen) => onChange({ model: chosen, version: null })}
        searchable
        required
      />
      <Select
        label="Version"
        data={versions.data?.items.map((each) => ({ value: String(each.version), label: `v${each.version}` })) ?? []}
        value={version}
        onChange={(chosen) => onChange({ model, version: chosen })}
        required
      />
    </>
  );
}
